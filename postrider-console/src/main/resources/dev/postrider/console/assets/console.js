// Small things that pages can't do by themselves. Without this script everything works but live figures, local times and "choose all".
(() => {
  const ZONE = 'postrider-zone';
  const local = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
  const zone = document.getElementById('zone');

  const isLocal = () => localStorage.getItem(ZONE) === 'local';

  function showTimes(root) {
    for (const time of root.querySelectorAll('time[datetime]')) {
      time.dataset.utc ??= time.textContent;
      time.textContent = isLocal() ? local.format(new Date(time.dateTime)) : time.dataset.utc;
    }
    if (zone) {
      zone.textContent = isLocal() ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
      zone.setAttribute('aria-pressed', String(isLocal()));
    }
  }

  zone?.addEventListener('click', () => {
    localStorage.setItem(ZONE, isLocal() ? 'utc' : 'local');
    showTimes(document);
  });
  showTimes(document);
  document.addEventListener('htmx:afterSettle', (event) => showTimes(event.target));

  // The menu is open where there is room for it.
  const menu = document.getElementById('menu');
  const wide = matchMedia('(min-width: 60rem)');
  const fitMenu = () => { if (menu) menu.open = wide.matches; };
  wide.addEventListener('change', fitMenu);
  fitMenu();
  document.getElementById('choose-outbox')?.addEventListener('change', (event) => event.target.form.submit());

  // Choosing letters.
  const all = document.getElementById('choose-all');
  const boxes = () => [...document.querySelectorAll('input[name=ids]:not(:disabled)')];
  function countChosen() {
    const chosen = boxes().filter((box) => box.checked).length;
    for (const button of document.querySelectorAll('.needs-choice')) button.disabled = chosen === 0;
    const said = document.getElementById('chosen');
    if (said) said.textContent = chosen === 0 ? 'Choose some, or take all that match:' : `${chosen} chosen:`;
    if (all) all.checked = chosen > 0 && chosen === boxes().length;
  }
  all?.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
    countChosen();
  });
  document.addEventListener('change', (event) => { if (event.target.name === 'ids') countChosen(); });
  countChosen();

  // A part that can't be fetched keeps what it showed, and says so.
  document.addEventListener('htmx:sendError', (event) => {
    event.target.setAttribute('aria-busy', 'true');
    document.body.classList.add('stale');
  });
  document.addEventListener('htmx:afterOnLoad', () => document.body.classList.remove('stale'));
})();
