// The overview's curves: small, one below the other or side by side, with one cursor for all of them.
(() => {
  const place = document.getElementById('curves');
  if (!place || typeof uPlot === 'undefined') return;
  const EVERY_MS = 30_000;
  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const some = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
  const count = (value) => (value >= 100 ? whole : some).format(value);
  const bytes = (value) => {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
    return `${some.format(value)} ${units[unit]}`;
  };
  const FIGURES = [
    { key: 'lag', name: 'Lag', write: (value) => `${some.format(value)} s` },
    { key: 'waiting', name: 'Waiting events', write: count },
    { key: 'rate', name: 'Delivered per second', write: count },
    { key: 'batch', name: 'Events in a batch', write: count },
    { key: 'insert', name: 'Insert time, mean', write: (value) => `${count(value)} ms` },
    { key: 'letters', name: 'Open dead letters', write: count },
    { key: 'bytes', name: 'Disk of the outbox', write: bytes },
  ];
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const zone = () => (localStorage.getItem('postrider-zone') === 'local' ? undefined : 'UTC');
  const clock = (time) => new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone(), ...(place.dataset.range === 'week' ? { month: '2-digit', day: '2-digit' } : { hour: '2-digit', minute: '2-digit' }),
  }).format(new Date(time * 1000));
  const moment = (time) => new Date(time * 1000).toLocaleString('sv-SE', { timeZone: zone() });
  let plots = [];

  function summary(figure, values) {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${figure.name}: not known`;
    const last = values[values.length - 1];
    return `${figure.name}: highest ${figure.write(Math.max(...known))}, last ${last === null ? 'not known' : figure.write(last)}`;
  }

  function draw(figure, times, values) {
    const box = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = summary(figure, values);
    box.append(caption);
    place.querySelector('.curves').append(box);
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return;
    const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const chart = document.createElement('div');
    chart.setAttribute('role', 'img');
    chart.setAttribute('aria-label', summary(figure, values));
    box.append(chart);
    plots.push({
      box,
      plot: new uPlot({
        width: Math.max(200, box.clientWidth),
        height: 120,
        legend: { show: false },
        cursor: { sync: { key: 'postrider' }, points: { size: 6 } },
        tzDate: (time) => uPlot.tzDate(new Date(time * 1000), zone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
        scales: { y: { range: (self, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
        axes: [{ ...axis, space: 70, values: (self, ticks) => ticks.map(clock) }, { ...axis, size: 62, space: 28, values: (self, ticks) => ticks.map(figure.write) }],
        series: [{}, {
          stroke: colour('--accent'), width: 2, spanGaps: false, points: { show: known.length < 3 },
        }],
        hooks: {
          setCursor: [(self) => {
            const at = self.cursor.idx;
            caption.textContent = at === null || at === undefined || values[at] === null || values[at] === undefined
              ? summary(figure, values)
              : `${figure.name}: ${figure.write(values[at])} at ${moment(times[at])}`;
          }],
        },
      }, [times, values], chart),
    });
  }

  async function refresh() {
    if (document.hidden) return;
    const source = new URL(place.dataset.source, location.href);
    source.searchParams.set('range', place.dataset.range);
    const response = await fetch(source, { headers: { Accept: 'application/json' } });
    if (!response.ok || response.redirected) return;
    const curves = await response.json();
    plots.forEach(({ plot }) => plot.destroy());
    plots = [];
    place.querySelector('.curves').replaceChildren();
    FIGURES.forEach((figure) => draw(figure, curves.times, curves[figure.key]));
  }

  document.getElementById('zone')?.addEventListener('click', () => refresh().catch(() => {}));
  addEventListener('resize', () => plots.forEach(({ box, plot }) => plot.setSize({ width: Math.max(200, box.clientWidth), height: 120 })));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', refresh);
  refresh().catch(() => {});
  setInterval(() => refresh().catch(() => {}), EVERY_MS);
})();
