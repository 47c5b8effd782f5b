'use strict';

const SHOWN = 200;

const byId = (id) => document.getElementById(id);

// Text only ever goes through textContent: addresses come from whoever called the API
function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

function button(text, label, action) {
  const made = element('button', text);
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.addEventListener('click', () => attempt(action));
  return made;
}

async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body)
  });
  const answer = (await response.text()) || 'null';
  const json = JSON.parse(answer);
  if (!response.ok) {
    throw new Error(json?.detail ?? json?.error ?? `${method} ${url} answered ${response.status}`);
  }
  return json;
}

function counts(shadow) {
  const card = element('article', '', 'card');
  const list = document.createElement('dl');
  const row = (name, value) => list.append(element('dt', name), element('dd', value));
  row('allocated', shadow.allocated);
  for (const [cause, freed] of Object.entries(shadow.freed)) {
    row(cause.toLowerCase().replaceAll('_', ' '), freed);
  }
  const live = element('div', shadow.live, 'live');
  live.append(element('span', ' live', 'muted'));
  card.append(
    element('h3', `${shadow.id} ${shadow.name}`),
    live,
    list,
    button('Purge', `Purge ${shadow.name}`, () => call('DELETE', `actuator/shadows/${shadow.id}`)));
  return card;
}

function station(sta) {
  const row = document.createElement('tr');
  const url = `stations/${encodeURIComponent(sta.address)}`;
  const actions = element('td', '', 'actions');
  actions.append(
    sta.asleep
      ? button('Wake', `Wake ${sta.address}`, () => call('POST', `${url}/wake`))
      : button('Sleep', `Send ${sta.address} to sleep`, () => call('POST', `${url}/sleep`)),
    button('Goodbye', `${sta.address} leaves`, () => call('DELETE', url)),
    button('Vanish', `${sta.address} vanishes`, () => call('DELETE', `${url}?goodbye=false`)));
  const flag = (set) => element('td', set ? '✓' : '–', set ? 'yes' : 'muted');
  row.append(
    element('td', sta.address, 'address'),
    element('td', sta.asleep ? 'asleep' : 'awake'),
    element('td', sta.buffered, 'number'),
    element('td', sta.delivered, 'number'),
    flag(sta.psLock),
    flag(sta.psDelivery),
    actions);
  return row;
}

async function refresh() {
  const [stations, listed] = await Promise.all([call('GET', 'stations'), call('GET', 'actuator/shadows')]);
  const shadows = await Promise.all(
    listed.shadows.map((shadow) => call('GET', `actuator/shadows/${shadow.id}?limit=1`)));
  const focused = document.activeElement?.getAttribute('aria-label');
  byId('counts').replaceChildren(...shadows.map(counts));
  byId('total').textContent = stations.length > SHOWN ? `${SHOWN} of ${stations.length}` : stations.length;
  byId('stations').replaceChildren(...stations.slice(0, SHOWN).map(station));
  if (focused) {
    // Whoever uses the keyboard keeps their place
    document.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }
}

async function attempt(action) {
  try {
    await action();
    byId('status').textContent = '';
    await refresh();
  }
  catch (failure) {
    byId('status').textContent = failure.message;
  }
}

let pointerDown = false;

// A click whose button is replaced between press and release would be lost
addEventListener('pointerdown', () => pointerDown = true);
addEventListener('pointerup', () => pointerDown = false);
addEventListener('pointercancel', () => pointerDown = false);

async function poll() {
  if (!pointerDown && !document.hidden) {
    try {
      await refresh();
    }
    catch (failure) {
      byId('status').textContent = failure.message;
    }
  }
  setTimeout(poll, 1000);
}

byId('associate').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    await call('POST', 'stations', { address: byId('address').value.trim() });
    byId('address').value = '';
  });
});

poll();
