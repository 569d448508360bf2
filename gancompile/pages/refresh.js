// A page that is still being written loads itself anew, unless someone is looking closely at a part of it.
if (refreshSeconds) {
  const loaded = Date.now();
  const isOld = () => Date.now() - loaded >= 1000 * refreshSeconds;
  const isBusy = () => document.hidden || isZoomed() || [...document.querySelectorAll("figure")].some((figure) => figure.timer);
  const refresh = () => {
    if (!isOld() || isBusy()) return;
    try {
      sessionStorage.setItem(stateKey, JSON.stringify({ ...state, scroll: scrollY }));
    } catch {
      // Without storage the page begins at its top.
    }
    location.reload();
  };
  setInterval(refresh, 1000);
  document.addEventListener("visibilitychange", refresh);
  if (state.scroll) scrollTo(0, state.scroll);
}
for (const time of document.querySelectorAll("time[datetime]")) {
  time.textContent = new Date(time.dateTime).toLocaleString();
}
