'use strict';

// The charts, the state of the connection, the parts that a phone folds, and messages for errors that no template can
// show. The server renders everything else

const MINUTE = 60;

const charts = new WeakMap();

function style(element, property) {
  return () => getComputedStyle(element)[property];
}

function ago(seconds) {
  if (seconds < 1) {
    return 'now';
  }
  const whole = Math.round(seconds);
  return `−${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, '0')}`;
}

// At least a minute. For a single point, uPlot would choose a far longer span
function span(chart) {
  const times = chart.data[0];
  const to = times.at(-1) ?? 0;
  return [Math.min(times[0] ?? to, to - MINUTE), to];
}

function splits(chart, axis, from, to) {
  const step = to - from > 2.5 * MINUTE ? MINUTE : to - from > MINUTE ? 30 : 15;
  const marks = [];
  for (let mark = to; mark >= from && marks.length < 7; mark -= step) {
    marks.unshift(mark);
  }
  return marks;
}

function create(element, points) {
  const axis = { stroke: style(element, 'caretColor'), ticks: { show: false }, font: '12px Inter, system-ui, sans-serif' };
  const readout = document.createElement('p');
  readout.className = 'readout';
  const chart = new uPlot({
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: span },
      y: { range: (u, least, most) => [0, Math.max(4, most * 1.15)] }
    },
    axes: [
      { ...axis, size: 28, gap: 8, grid: { show: false }, splits, values: (u, at) => at.map((s) => ago(at[at.length - 1] - s)) },
      { ...axis, size: 30, gap: 8, space: 32, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6],
        grid: { stroke: style(element, 'borderTopColor'), width: 1 } }
    ],
    series: [{}, {
      stroke: style(element, 'color'),
      fill: style(element, 'outlineColor'),
      width: 1.5,
      paths: uPlot.paths.stepped({ align: 1 }),
      points: { show: false }
    }],
    hooks: {
      setCursor: [(u) => {
        const { idx } = u.cursor;
        readout.textContent = idx == null ? ''
          : `${u.data[1][idx]} at ${new Date(1000 * u.data[0][idx]).toLocaleTimeString()}`;
      }]
    }
  }, points, element);
  element.append(readout);
  new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: element.clientHeight })).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.redraw(false));
  return chart;
}

function draw() {
  for (const card of document.querySelectorAll('[data-times]')) {
    const numbers = (text) => text.split(' ').filter(Boolean).map(Number);
    const points = [numbers(card.dataset.times).map((ms) => ms / 1000), numbers(card.dataset.live)];
    const element = card.querySelector('.chart');
    if (charts.has(element)) {
      charts.get(element).setData(points);
    }
    else {
      charts.set(element, create(element, points));
    }
  }
}

const GONE = 'The server does not answer. The page keeps trying; start the demo again if it has stopped.';

const WORDS = {
  401: 'The server requires authentication (401). Sign in, and load the page again.',
  403: 'The server forbids this (403). Spring Security requires a CSRF token, or rights that you do not have.',
  404: 'The server does not know this page’s request (404). Load the page again.',
  405: 'The server does not allow this (405). Load the page again.'
};

function say(words) {
  const line = document.createElement('p');
  line.className = 'error';
  line.setAttribute('role', 'alert');
  line.textContent = words;
  document.getElementById('notice').replaceChildren(line);
}

function said(words) {
  return document.getElementById('notice').textContent.trim() === words;
}

const worded = (event) => event.detail.xhr.getResponseHeader('HX-Retarget') !== null;

document.addEventListener('htmx:beforeSwap', (event) => {
  const { target, isError } = event.detail;
  if (isError && worded(event)) {
    event.detail.shouldSwap = true;
  }
  // A part with a pressed button or an open dialog is not replaced
  if (!isError && target.matches('[hx-get]') && target.querySelector(':active, :popover-open')) {
    event.detail.shouldSwap = false;
  }
});

document.addEventListener('htmx:responseError', (event) => {
  if (!worded(event)) {
    const { status } = event.detail.xhr;
    say(WORDS[status] ?? `The server failed (${status}); its log says why.`);
  }
});

function show(state, words) {
  const connection = document.getElementById('connection');
  if (connection.dataset.state !== state) {
    connection.dataset.state = state;
    connection.textContent = words;
  }
}

const time = () => new Date().toLocaleTimeString();

for (const failure of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failure, () => {
    show('gone', `No answer since ${time()}; what you see is old`);
    return said(GONE) || say(GONE);
  });
}

document.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.successful && document.getElementById('connection').dataset.state === 'gone') {
    show('back', `Connected again since ${time()}`);
  }
  if (event.detail.successful && said(GONE)) {
    document.getElementById('notice').replaceChildren();
  }
});

// A phone shows only the parts that the user has opened, also after each update

const narrow = matchMedia('(max-width: 40rem)');

const opened = new Map();

function fold() {
  for (const details of document.querySelectorAll('.fold')) {
    details.open = narrow.matches ? opened.get(details.id) ?? false : true;
  }
}

narrow.addEventListener('change', fold);

document.addEventListener('click', (event) => {
  const details = event.target.closest('.fold > summary')?.parentElement;
  if (details) {
    opened.set(details.id, !details.open);
  }
  if (event.target.id === 'all-stations') {
    const all = event.target.getAttribute('aria-expanded') === 'false';
    event.target.setAttribute('aria-expanded', all);
    event.target.textContent = all ? 'Show fewer stations' : 'Show all stations';
  }
});

document.addEventListener('toggle', (event) => {
  if (event.target.popover && event.newState === 'open') {
    event.target.querySelector('button').focus();
  }
}, true);

document.addEventListener('htmx:afterSwap', fold);
document.addEventListener('DOMContentLoaded', fold);
document.addEventListener('htmx:afterSettle', draw);
document.addEventListener('DOMContentLoaded', draw);
