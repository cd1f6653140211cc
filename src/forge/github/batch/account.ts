import { type Fields, findText } from '../../parsing/json-fields.ts';

/** The login as REST writes it, which marks bots. */
export function findLogin(account: Fields | undefined): string | undefined {
  const login = findText(account, 'login');
  const isBot = findText(account, '__typename') === 'Bot';
  return login !== undefined && isBot && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}
