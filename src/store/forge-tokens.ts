import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { TokenLookup, TokenSource } from '../domain/forge-token.ts';
import { trimTrailing } from '../domain/trim-characters.ts';
import type { Database } from './database.ts';
import { deleteForgeToken } from './queries/tokens/delete-forge-token.ts';
import { findForgeToken, type StoredForgeToken } from './queries/tokens/find-forge-token.ts';
import { releaseChangedTokens } from './queries/tokens/release-changed-tokens.ts';
import { saveForgeToken } from './queries/tokens/save-forge-token.ts';

/** Where a forge's API and pages are. A token is linked for exactly one address. */
export interface ForgeAddress {
  apiBaseUrl: string;
  webBaseUrl: string;
}

export interface ForgeTokensDeps {
  database: Database;
  /** 32 bytes. */
  secretKey: Buffer;
  /** The configured address of a forge. */
  findAddress: (forgeId: string) => ForgeAddress | undefined;
  /** Tokens of the configuration, by forge id. */
  sharedTokens: ReadonlyMap<string, string>;
  /** In local mode: what other tools of the one person on this machine have. Never stored. */
  localTokens?: LocalTokens | undefined;
}

export interface LocalTokens {
  ownerId: string;
  find(forgeId: string): Promise<{ token: string; source: TokenSource } | undefined>;
  refuse(forgeId: string, token: string): void;
}

/**
 * Forge tokens, encrypted at rest. S10: a token is used only for the owner, the forge and the address that
 * it was linked for. An id alone is not enough, because a configuration can give it another address.
 */
export class ForgeTokens {
  readonly #deps: ForgeTokensDeps;
  readonly #localFingerprints = new Map<string, string>();

  constructor(deps: ForgeTokensDeps) {
    this.#deps = deps;
  }

  async findToken(ownerId: string, forgeId: string): Promise<TokenLookup> {
    const { database, sharedTokens } = this.#deps;
    const shared = sharedTokens.get(forgeId);
    const sharedFingerprint = shared === undefined ? null : toFingerprint(shared);
    const stored = await findForgeToken(database, ownerId, forgeId, sharedFingerprint);
    const { ciphertext, fingerprint, pauses } = stored;
    if (ciphertext && fingerprint) {
      const opened = this.#open(ciphertext, stored, ownerId, forgeId);
      return typeof opened === 'object'
        ? opened
        : { kind: 'token', token: opened, fingerprint, shared: false, source: linked, pauses };
    }
    if (shared === undefined || sharedFingerprint === null) {
      return this.#findLocalToken(ownerId, forgeId);
    }
    return {
      kind: 'token',
      token: shared,
      fingerprint: sharedFingerprint,
      shared: true,
      source: configured,
      pauses,
    };
  }

  /** A forge rejected the token. A found one is looked for again; others are the person's to replace. */
  reportRefused(forgeId: string, token: string): void {
    this.#deps.localTokens?.refuse(forgeId, token);
  }

  /** Rows that wait because of another found token than the present one are due at once. */
  async followLocalToken(forgeId: string): Promise<void> {
    const { database, localTokens } = this.#deps;
    const found = await localTokens?.find(forgeId);
    const fingerprint = found && toFingerprint(found.token);
    if (fingerprint === undefined || this.#localFingerprints.get(forgeId) === fingerprint) return;
    await releaseChangedTokens(database, forgeId, fingerprint);
    this.#localFingerprints.set(forgeId, fingerprint);
  }

  async #findLocalToken(ownerId: string, forgeId: string): Promise<TokenLookup> {
    const { database, localTokens } = this.#deps;
    // S19: the tools of this machine belong to its person only.
    const found = localTokens?.ownerId === ownerId ? await localTokens.find(forgeId) : undefined;
    if (!found) return missing(forgeId);
    const fingerprint = toFingerprint(found.token);
    const { pauses } = await findForgeToken(database, ownerId, forgeId, fingerprint);
    return { kind: 'token', ...found, fingerprint, shared: true, pauses };
  }

  /** Linking makes the owner's waiting rows of that forge due at once. */
  async linkToken(ownerId: string, forgeId: string, token: string): Promise<void> {
    const { database, secretKey, findAddress } = this.#deps;
    const address = findAddress(forgeId);
    if (!address) throw new Error(`no forge ${forgeId} is configured`);
    const ciphertext = encrypt(token, secretKey, toContext(ownerId, forgeId, address));
    await saveForgeToken(database, {
      ownerId,
      forgeId,
      ciphertext,
      fingerprint: toFingerprint(token),
      apiBaseUrl: toAddressText(address.apiBaseUrl),
      webBaseUrl: toAddressText(address.webBaseUrl),
    });
  }

  /** Stores the token of another tool that is in use. False where none is. */
  async linkFoundToken(ownerId: string, forgeId: string): Promise<boolean> {
    const found = await this.findToken(ownerId, forgeId);
    if (found.kind !== 'token' || !isOfTool(found.source)) return false;
    await this.linkToken(ownerId, forgeId, found.token);
    return true;
  }

  async unlinkToken(ownerId: string, forgeId: string): Promise<void> {
    await deleteForgeToken(this.#deps.database, ownerId, forgeId);
  }

  /** At start: rows that wait because of a token that no longer serves them are due at once. */
  async releaseChanged(forgeIds: readonly string[]): Promise<void> {
    const { database, sharedTokens } = this.#deps;
    for (const forgeId of forgeIds) {
      const shared = sharedTokens.get(forgeId);
      const fingerprint = shared === undefined ? null : toFingerprint(shared);
      await releaseChangedTokens(database, forgeId, fingerprint);
    }
  }

  /** The stored token, or why it cannot be used. */
  #open(
    ciphertext: Buffer,
    { apiBaseUrl, webBaseUrl }: StoredForgeToken,
    ownerId: string,
    forgeId: string,
  ): string | TokenLookup {
    const { secretKey, findAddress } = this.#deps;
    const address = findAddress(forgeId);
    if (!address) return missing(forgeId);
    if (apiBaseUrl === null || webBaseUrl === null) return linkedWithoutAddress(forgeId);
    const linkedFor = { apiBaseUrl, webBaseUrl };
    if (!isSameAddress(linkedFor, address)) return linkedElsewhere(forgeId, linkedFor, address);
    const token = decrypt(ciphertext, secretKey, toContext(ownerId, forgeId, address));
    return token ?? unreadable(forgeId);
  }
}

const linked: TokenSource = { kind: 'linked', name: 'linked' };
const configured: TokenSource = { kind: 'configuration', name: 'configuration' };

function isOfTool(source: TokenSource | undefined): boolean {
  return source !== undefined && source.kind !== 'linked' && source.kind !== 'configuration';
}

function isSameAddress(one: ForgeAddress, other: ForgeAddress): boolean {
  return (
    toAddressText(one.apiBaseUrl) === toAddressText(other.apiBaseUrl) &&
    toAddressText(one.webBaseUrl) === toAddressText(other.webBaseUrl)
  );
}

/** Origin and path, in one spelling. */
function toAddressText(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return trimTrailing(`${origin}${pathname}`, '/');
}

function toContext(ownerId: string, forgeId: string, address: ForgeAddress): string {
  const { apiBaseUrl, webBaseUrl } = address;
  return JSON.stringify([ownerId, forgeId, toAddressText(apiBaseUrl), toAddressText(webBaseUrl)]);
}

function missing(forgeId: string): TokenLookup {
  return { kind: 'no_token', message: `No token is linked for ${forgeId}. Link one to see it.` };
}

function unreadable(forgeId: string): TokenLookup {
  const message = `The token for ${forgeId} was stored with another AFTERPUSH_SECRET_KEY. Link it again.`;
  return { kind: 'no_token', message, unusable: true };
}

function linkedWithoutAddress(forgeId: string): TokenLookup {
  const message =
    `The token for ${forgeId} was linked by an older version, ` +
    'which did not record the address of the forge: link again.';
  return { kind: 'no_token', message, unusable: true };
}

function linkedElsewhere(
  forgeId: string,
  linkedFor: ForgeAddress,
  address: ForgeAddress,
): TokenLookup {
  const isMoved = toAddressText(linkedFor.webBaseUrl) !== toAddressText(address.webBaseUrl);
  const [former, current] = isMoved
    ? [linkedFor.webBaseUrl, address.webBaseUrl]
    : [linkedFor.apiBaseUrl, address.apiBaseUrl];
  const message = `The token for ${forgeId} was linked for ${former}, and ${forgeId} is now at ${current}: link again.`;
  return { kind: 'no_token', message, unusable: true };
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Nonce, tag and ciphertext. `context` is authenticated: a row copied to another owner or address is refused. */
function encrypt(text: string, key: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Undefined when key or context differ, or the bytes were changed. */
function decrypt(sealed: Buffer, key: Buffer, context: string): string | undefined {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  try {
    const decipher = createDecipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
    decipher.setAuthTag(tag);
    const body = sealed.subarray(nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Identifies a token without revealing it. */
export function toFingerprint(token: string): string {
  return createHash('sha256').update(`afterpush forge token\0${token}`).digest('hex').slice(0, 32);
}
