// Keeps the operator's page fresh: fetches the page again and takes over its figures, while the page is in view.

const EVERY_MS = 3_000;
const freshness = document.getElementById('freshness');
let failing = false;

function say(text) {
  if (freshness.textContent !== text) freshness.textContent = text;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const response = await fetch(location.pathname, { headers: { Accept: 'text/html' } });
    if (response.redirected) {
      location.assign('/operator');
      return;
    }
    if (!response.ok) throw new Error(`the service answered ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('live');
    const live = document.getElementById('live');
    // Untouched if nothing changed: a selection stays, and screen readers are not told again.
    if (fresh.innerHTML !== live.innerHTML) live.replaceWith(fresh);
    failing = false;
    say(`Live, every ${EVERY_MS / 1000} seconds`);
  } catch {
    if (!failing) say('The service can’t be reached: the figures below are old.');
    failing = true;
  }
}

say(`Live, every ${EVERY_MS / 1000} seconds`);
setInterval(refresh, EVERY_MS);
document.addEventListener('visibilitychange', refresh);
