// What a page that is still being written keeps when it loads itself anew: the place on the page, the time of the samples, the scales.
const refreshSeconds = Number(document.body.dataset.refreshSeconds || 0);
const stateKey = `gancompile ${location.pathname}`;
const state = { scroll: 0, time: null, logarithmic: {} };
if (refreshSeconds) {
  try {
    Object.assign(state, JSON.parse(sessionStorage.getItem(stateKey)) || {});
  } catch {
    // A browser may refuse storage to files; the page then begins at its top.
  }
}
