// Never served. Browsers get static/vendor/idb.js at this very place beside static/carnet/; Node,
// which runs the tests, finds the same library in node_modules.
export * from "idb";
