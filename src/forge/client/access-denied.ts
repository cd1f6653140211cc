import { toPlainText } from '../parsing/text.ts';

/** What a forge says when it denies access although the token is valid. */
export interface Denial {
  host: string;
  /** What was requested: `the repository acme/app`. */
  subject: string;
  /** The forge's own message in one line. */
  message: string | undefined;
  /** Where the owner authorizes the token for single sign-on. */
  signOnUrl: string | undefined;
}

/** Names the reason of the organization, where it has one, and what would mend it. */
export function describeDenial({ host, subject, message, signOnUrl }: Denial): string {
  if (signOnUrl !== undefined || /\bSAML\b|single sign-on/i.test(message ?? '')) {
    const organization = /\/orgs\/([^/?]+)/.exec(signOnUrl ?? '')?.[1];
    const who =
      organization === undefined ? 'The organization' : `The organization ${organization}`;
    const where = signOnUrl ?? `${host}, in the settings of the token`;
    return (
      `${who} requires single sign-on to read ${subject}. ` +
      `Authorize the token for it at ${where}.`
    );
  }
  if (/\bIP allow list\b/i.test(message ?? '')) {
    return (
      `The organization's IP allow list does not let this server read ${subject}` +
      `${quote(message)}. An owner of the organization has to add the address of this server.`
    );
  }
  return (
    `${host} does not allow this token to read ${subject}${quote(message)}. ` +
    'Give the token access, or link another one.'
  );
}

function quote(message: string | undefined): string {
  return message === undefined ? '' : `: "${message}"`;
}

/**
 * The link in `x-github-sso: required; url=...`. A forge is not trusted with links to other sites
 * (S10): the page must be on the host of the API, or on the host that the API belongs to.
 */
export function findSignOnUrl(headers: Pick<Headers, 'get'>, host: string): string | undefined {
  const [, text] = /^\s*required\s*;\s*url=(\S+)/i.exec(headers.get('x-github-sso') ?? '') ?? [];
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isOwn = url.host === host || `api.${url.host}` === host;
  return isOwn && /^https?:$/.test(url.protocol) ? toPlainText(url.href, 1000) : undefined;
}
