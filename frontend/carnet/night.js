// Dark by default after sunset: a white page in a stairwell blinds whoever holds it. The sun's
// height is computed from the date, the hour and the place, to a fraction of a degree
// (Astronomical Almanac, low-precision formulas for the Sun, 1950 to 2050).

const RADIANS = Math.PI / 180;
// The upper edge of the Sun on the horizon, refraction included.
const HORIZON = -0.833;
const MIDDLE_OF_FRANCE = { lon: 2.5, lat: 46.6 };

/** The height of the Sun above the horizon, in degrees. */
export function sunHeight(instant, { lon, lat }) {
  const days = instant / 86_400_000 - 10_957.5; // since 1 January 2000, noon, universal time
  const mean = (280.46 + 0.9856474 * days) % 360;
  const anomaly = ((357.528 + 0.9856003 * days) % 360) * RADIANS;
  const ecliptic = (mean + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
  const tilt = (23.439 - 0.0000004 * days) * RADIANS;
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(ecliptic), Math.cos(ecliptic));
  const declination = Math.asin(Math.sin(tilt) * Math.sin(ecliptic));
  const sidereal = (280.46061837 + 360.98564736629 * days + lon) * RADIANS;
  const hour = sidereal - ascension;
  const height =
    Math.sin(lat * RADIANS) * Math.sin(declination) +
    Math.cos(lat * RADIANS) * Math.cos(declination) * Math.cos(hour);
  return Math.asin(height) / RADIANS;
}

/** Whether the Sun is down there. @param {{lon: number, lat: number}} [place] */
export const isNight = (instant, place = MIDDLE_OF_FRANCE) => sunHeight(instant, place) < HORIZON;

/**
 * Keep the theme of the page with the Sun, unless the person chose one on the site or their phone
 * is dark already. Returns what looks again.
 * @param {{place: () => {lon: number, lat: number}|undefined}} where
 */
export function followSun({ place, page = document, now = Date.now }) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  // The bar of the phone itself: the paper of each theme, light then dark.
  const frames = [...page.querySelectorAll("meta[name=theme-color]")];
  const papers = frames.map(({ content }) => content);
  const look = () => {
    const chosen = /(?:^|; )theme=(light|dark)/.exec(page.cookie)?.[1];
    const dark = system.matches || isNight(now(), place());
    const theme = chosen ?? (dark ? "dark" : "light");
    page.documentElement.dataset.bsTheme = theme;
    for (const frame of frames) frame.content = papers[theme === "dark" ? 1 : 0];
  };
  system.addEventListener("change", look);
  look();
  return look;
}
