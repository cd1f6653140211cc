/** Git's prompt for a credential. */
export interface CredentialPrompt {
  field: 'username' | 'password';
  /** The user name in the URL, if there is one. */
  user: string | undefined;
  /** The URL without the user name. */
  url: string;
}

const prompt = /^(Username|Password) for '(.*)': ?$/s;

/** Whether the text starts like one of git's credential prompts. */
export function isAskpassPrompt(text: string): boolean {
  return /^(Username|Password) for '/.test(text);
}

/** Parses a prompt for an http(s) URL; undefined for any other prompt, such as a key's passphrase. */
export function parseAskpassPrompt(text: string): CredentialPrompt | undefined {
  const [, label, address = ''] = prompt.exec(text) ?? [];
  if (label === undefined || !/^https?:\/\/[^/]/i.test(address)) return undefined;
  if (!URL.canParse(address) || /[\s\0-\x1f\x7f]/.test(address)) return undefined;
  const { username } = new URL(address);
  return {
    field: label === 'Username' ? 'username' : 'password',
    user: username === '' ? undefined : username,
    url: address.replace(/^(https?:\/\/)[^/]*@/i, '$1'),
  };
}
