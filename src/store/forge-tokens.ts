import type { TokenLookup } from '../domain/forge-token.ts';
import type { Database } from './database.ts';
import { deleteForgeToken } from './queries/tokens/delete-forge-token.ts';
import { findForgeToken } from './queries/tokens/find-forge-token.ts';
import { saveForgeToken } from './queries/tokens/save-forge-token.ts';
import { decrypt, encrypt, toFingerprint } from './token-cipher.ts';

export interface ForgeTokensOptions {
  database: Database;
  /** 32 bytes. */
  secretKey: Buffer;
  /** Tokens of the configuration, by forge id. */
  sharedTokens: ReadonlyMap<string, string>;
}

/** Forge tokens, encrypted at rest. S10: a token is only ever looked up by the forge it is for. */
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
