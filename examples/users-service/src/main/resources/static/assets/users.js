// The sign-up form and the list of the latest users. Names reach the page as text only, never as markup.

const form = document.getElementById('sign-up');
const button = form.querySelector('button');
const outcome = document.getElementById('outcome');
const list = document.getElementById('users');
const empty = document.getElementById('empty');
const failed = document.getElementById('failed');
const more = document.getElementById('more');

const PAGE = 8;
const MAX_LENGTH = 255;
let next = null;

// ---- the form

const fields = ['email', 'first_name', 'last_name'];

function showFieldError(name, message) {
  const input = form.elements[name];
  const error = document.getElementById(`${name}-error`);
  error.textContent = message ?? '';
  error.hidden = !message;
  if (message) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

function problemWith(input) {
  const label = form.querySelector(`label[for="${input.id}"]`).textContent;
  if (input.value.trim() === '') return `${label} is missing.`;
  const length = [...input.value].length;
  if (length > MAX_LENGTH) return `At most ${MAX_LENGTH} characters; this has ${length}.`;
  if (input.validity.typeMismatch) return 'This is not an email address. It looks like ann@example.com.';
  return null;
}

function sentence(message) {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function say(text, kind) {
  outcome.textContent = text;
  outcome.className = `outcome ${kind}`;
}

function focusFirstError() {
  const first = fields.find((name) => form.elements[name].hasAttribute('aria-invalid'));
  if (first) form.elements[first].focus();
}

for (const name of fields) {
  form.elements[name].addEventListener('input', () => showFieldError(name, null));
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  say('', '');
  for (const name of fields) showFieldError(name, problemWith(form.elements[name]));
  if (form.querySelector('[aria-invalid]')) {
    focusFirstError();
    return;
  }
  button.disabled = true;
  button.textContent = 'Signing up…';
  try {
    await signUp();
  } catch {
    say('The service can’t be reached. Nothing was lost: try again in a moment.', 'bad');
  } finally {
    button.disabled = false;
    button.textContent = 'Sign up';
  }
  focusFirstError();
});

async function signUp() {
  const body = Object.fromEntries(fields.map((name) => [name, form.elements[name].value.trim()]));
  const response = await fetch('/api/users', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) {
    const user = await response.json();
    say(`Welcome, ${user.first_name}! You are user ${user.id}; your event is on its way.`, 'good');
    form.reset();
    form.elements.email.focus();
    showNewest(user);
    return;
  }
  const problem = await response.json().catch(() => ({}));
  const named = (problem.errors ?? []).filter((error) => fields.includes(error.field));
  for (const error of named) {
    showFieldError(error.field, response.status === 409 ? 'A user with this email already exists.' : sentence(error.message));
  }
  if (named.length === 0) say(problem.detail ?? `The service answered ${response.status}. Try again in a moment.`, 'bad');
}

// ---- the list

const ago = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

function since(iso) {
  const seconds = Math.round((Date.parse(iso) - Date.now()) / 1000);
  if (seconds > -45) return 'just now';
  if (seconds > -3600) return ago.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86400) return ago.format(Math.round(seconds / 3600), 'hour');
  return ago.format(Math.round(seconds / 86400), 'day');
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function initials(user) {
  const first = [...user.first_name.trim()][0] ?? '';
  const last = [...user.last_name.trim()][0] ?? '';
  return (first + last).toUpperCase();
}

function row(user) {
  const item = element('li', 'user');
  item.dataset.id = user.id;
  const avatar = element('span', `avatar tone-${user.id % 6}`, initials(user));
  avatar.setAttribute('aria-hidden', 'true');
  const who = element('div', 'who');
  // bdi: a name may run from right to left
  who.append(element('bdi', 'name', `${user.first_name} ${user.last_name}`), element('bdi', 'email quiet', user.email));
  const time = element('time', 'quiet', since(user.created_at));
  time.dateTime = user.created_at;
  time.title = new Date(user.created_at).toLocaleString();
  item.append(avatar, who, time);
  return item;
}

function showNewest(user) {
  empty.hidden = true;
  if (!list.querySelector(`[data-id="${user.id}"]`)) {
    const item = row(user);
    item.classList.add('new');
    list.prepend(item);
  }
}

async function load(address) {
  failed.hidden = true;
  more.disabled = true;
  list.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(address, { headers: { Accept: 'application/json' } });
    const page = await response.json();
    if (!response.ok) throw new Error(page.detail ?? `The service answered ${response.status}.`);
    const known = new Set([...list.children].map((item) => item.dataset.id));
    list.append(...page.users.filter((user) => !known.has(String(user.id))).map(row));
    next = page.next;
    more.hidden = next === null;
  } catch (error) {
    document.getElementById('failed-reason').textContent =
      error instanceof TypeError ? 'The service can’t be reached.' : error.message;
    failed.hidden = false;
    more.hidden = true;
  } finally {
    list.querySelectorAll('.loading').forEach((placeholder) => placeholder.remove());
    list.setAttribute('aria-busy', 'false');
    more.disabled = false;
    empty.hidden = list.children.length > 0 || !failed.hidden;
  }
}

const first = `/api/users?limit=${PAGE}`;
more.addEventListener('click', async () => {
  const shown = list.children.length;
  await load(next);
  // The button may be gone: whoever used the keyboard goes on with the first user that came.
  const came = list.children[shown];
  if (came && more.hidden) {
    came.tabIndex = -1;
    came.focus();
  }
});
document.getElementById('retry').addEventListener('click', () => load(next ?? first));
load(first);
setInterval(() => list.querySelectorAll('time').forEach((time) => { time.textContent = since(time.dateTime); }), 30_000);
