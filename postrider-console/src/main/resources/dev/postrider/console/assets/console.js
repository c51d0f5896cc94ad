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

  // Whoever presses twice means once.
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method !== 'post') return;
    setTimeout(() => { for (const button of event.target.querySelectorAll('button')) button.disabled = true; });
  });
  addEventListener('pageshow', () => {
    for (const button of document.querySelectorAll('form[method=post] button')) button.disabled = false;
  });

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

  // Dragging over the histogram chooses a time.
  let begin = null;
  const bar = (event) => event.target.closest?.('#histogram a');
  document.addEventListener('pointerdown', (event) => { begin = bar(event); });
  document.addEventListener('pointermove', (event) => {
    const end = bar(event);
    if (!begin || !end) return;
    const bars = [...begin.parentNode.querySelectorAll('a')];
    const [first, last] = [bars.indexOf(begin), bars.indexOf(end)].sort((a, b) => a - b);
    bars.forEach((each, at) => each.classList.toggle('chosen', at >= first && at <= last && begin !== end));
  });
  document.addEventListener('pointerup', (event) => {
    const end = bar(event);
    if (begin && end && begin !== end) {
      const [first, last] = begin.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING ? [begin, end] : [end, begin];
      const target = new URL(location.href);
      target.searchParams.set('from', first.dataset.since);
      target.searchParams.set('before', last.dataset.before);
      target.searchParams.delete('after');
      location.assign(target);
    }
    begin = null;
  });
  document.addEventListener('dragstart', (event) => { if (bar(event)) event.preventDefault(); });

  // A field that is chosen begins a condition.
  document.addEventListener('click', (event) => {
    const field = event.target.closest?.('[data-condition]');
    const where = document.getElementById('f-where');
    if (!field || !where) return;
    where.value = (where.value.trim() === '' ? '' : `${where.value.trim()} and `) + field.dataset.condition;
    where.focus();
  });

  // Filters that somebody has saved, in this browser.
  const FILTERS = 'postrider-filters';
  const saved = document.getElementById('saved-filters');
  const save = document.getElementById('save-filter');
  const filters = () => JSON.parse(localStorage.getItem(FILTERS) ?? '[]');
  const isSet = () => [...document.querySelectorAll('#event-filter input:not([type=hidden])')].some((input) => input.value.trim() !== '');
  function showFilters() {
    saved.replaceChildren(...filters().flatMap(({ name, query }) => {
      const link = document.createElement('a');
      link.href = `${location.pathname}${query}`;
      link.textContent = name;
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.textContent = '×';
      remove.className = 'quiet-button';
      remove.setAttribute('aria-label', `Forget the filter ${name}`);
      remove.addEventListener('click', () => {
        localStorage.setItem(FILTERS, JSON.stringify(filters().filter((filter) => filter.query !== query)));
        showFilters();
      });
      return [link, remove];
    }));
    saved.hidden = filters().length === 0;
  }
  if (saved && save) {
    save.hidden = !isSet();
    save.addEventListener('click', () => {
      const parts = [...new FormData(document.getElementById('event-filter'))].filter(([, value]) => value.trim() !== '');
      const query = `?${new URLSearchParams(parts)}`;
      const name = parts.filter(([key]) => key !== 'outbox').map(([, value]) => value).join(', ').slice(0, 60);
      localStorage.setItem(FILTERS, JSON.stringify([{ name, query }, ...filters().filter((filter) => filter.query !== query)].slice(0, 20)));
      showFilters();
    });
    showFilters();
  }

  // A part that can't be fetched keeps what it showed, and says so.
  document.addEventListener('htmx:sendError', (event) => {
    event.target.setAttribute('aria-busy', 'true');
    document.body.classList.add('stale');
  });
  document.addEventListener('htmx:responseError', (event) => {
    const status = event.detail.xhr.status;
    if (status === 401 || event.detail.target.id === 'live-content') return;
    const said = document.createElement('p');
    said.className = 'notice bad';
    said.setAttribute('role', 'alert');
    said.textContent = `This part can’t be shown (${status}). The server’s log says why; load the page again to retry.`;
    event.detail.target.replaceChildren(said);
  });
  // No news come any more: the server is away, or has forgotten who looks. Asking for the part tells which, and leads to the login.
  document.addEventListener('htmx:sseError', () => {
    document.body.classList.add('stale');
    htmx.trigger('#live-content', 'sse:changed');
  });
  document.addEventListener('htmx:afterOnLoad', () => document.body.classList.remove('stale'));
})();
