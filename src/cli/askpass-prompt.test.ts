import { expect, test } from 'vitest';
import { isAskpassPrompt, parseAskpassPrompt } from './askpass-prompt.ts';

test.each([
  ["Username for 'https://host.example': ", 'username', undefined, 'https://host.example'],
  ["Password for 'https://me@host.example': ", 'password', 'me', 'https://host.example'],
  ["Password for 'http://a%40b@h:8080/o/r.git': ", 'password', 'a%40b', 'http://h:8080/o/r.git'],
  ["Username for 'https://[::1]:8443/it's': ", 'username', undefined, "https://[::1]:8443/it's"],
  ["Password for 'https://h': ", 'password', undefined, 'https://h'],
])('parses %s', (text, field, user, url) => {
  expect(isAskpassPrompt(text)).toBe(true);
  expect(parseAskpassPrompt(text)).toEqual({ field, user, url });
});

test.each([
  '',
  'serve',
  "Enter passphrase for key '/home/me/.ssh/id_ed25519': ",
  "git@host.example's password: ",
  'Are you sure you want to continue connecting (yes/no)? ',
  "Username for 'smtp://host.example': ",
  "Password for 'https://host.example\nhost=evil': ",
  "Username for 'https:///path': ",
  'Username for https://host.example',
])('rejects %j', (text) => {
  expect(parseAskpassPrompt(text)).toBeUndefined();
});
