import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { Database } from './database.ts';
import { deleteForgeToken } from './queries/tokens/delete-forge-token.ts';
import { findForgeToken } from './queries/tokens/find-forge-token.ts';
import { saveForgeToken } from './queries/tokens/save-forge-token.ts';

export interface ForgeTokensOptions {
  database: Database;
  /** 32 bytes. */
  secretKey: Buffer;
  /** Tokens of the configuration, by forge id. */
  sharedTokens: ReadonlyMap<string, string>;
}

/** Forge tokens, encrypted at rest. S10: a token is looked up only by the forge it was linked for. */
export class ForgeTokens {
  readonly #options: ForgeTokensOptions;

  constructor(options: ForgeTokensOptions) {
    this.#options = options;
  }

  async findToken(ownerId: string, forgeId: string): Promise<TokenLookup> {
    const { database, sharedTokens, secretKey } = this.#options;
    const shared = sharedTokens.get(forgeId);
    const sharedFingerprint = shared === undefined ? null : toFingerprint(shared);
    const stored = await findForgeToken(database, ownerId, forgeId, sharedFingerprint);
    const { pausedUntil } = stored;
    if (stored.ciphertext && stored.fingerprint) {
      const token = decrypt(stored.ciphertext, secretKey, toContext(ownerId, forgeId));
      if (token === undefined) return unreadable(forgeId);
      const { fingerprint } = stored;
      return { kind: 'token', token, fingerprint, shared: false, pausedUntil };
    }
    if (shared === undefined || sharedFingerprint === null) return missing(forgeId);
    const fingerprint = sharedFingerprint;
    return { kind: 'token', token: shared, fingerprint, shared: true, pausedUntil };
  }

  /** Linking makes the owner's waiting rows of that forge due at once. */
  async linkToken(ownerId: string, forgeId: string, token: string): Promise<void> {
    const { database, secretKey } = this.#options;
    const ciphertext = encrypt(token, secretKey, toContext(ownerId, forgeId));
    await saveForgeToken(database, {
      ownerId,
      forgeId,
      ciphertext,
      fingerprint: toFingerprint(token),
    });
  }

  async unlinkToken(ownerId: string, forgeId: string): Promise<void> {
    await deleteForgeToken(this.#options.database, ownerId, forgeId);
  }
}

function toContext(ownerId: string, forgeId: string): string {
  return JSON.stringify([ownerId, forgeId]);
}

function missing(forgeId: string): TokenLookup {
  return { kind: 'no_token', message: `No token is linked for ${forgeId}. Link one to see it.` };
}

function unreadable(forgeId: string): TokenLookup {
  const message = `The token for ${forgeId} was stored with another AFTERPUSH_SECRET_KEY. Link it again.`;
  return { kind: 'no_token', message };
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Nonce, tag and ciphertext. `context` is authenticated: a row copied to another owner is refused. */
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
function toFingerprint(token: string): string {
  return createHash('sha256').update(`afterpush forge token\0${token}`).digest('hex').slice(0, 32);
}
