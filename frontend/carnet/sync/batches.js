// How many records a delivery carries at most; the server takes no more.

export const BATCH = { entries: 200, rounds: 50, alerts: 50 };
