import type { BucketPause, TokenLookup } from '../../../src/domain/forge-token.ts';
import type { TokenPort } from '../../../src/http/deps.ts';

/** Linked tokens in memory. */
export class FakeTokens implements TokenPort {
  readonly tokens = new Map<string, string>();
  /** Tokens of other tools, by forge. */
  readonly found = new Map<string, string>();
  pauses: BucketPause[] = [];
  outage: Error | undefined;

  async findToken(ownerId: string, forgeId: string): Promise<TokenLookup> {
    if (this.outage) throw this.outage;
    const token = this.tokens.get(`${ownerId} ${forgeId}`);
    if (token === undefined) {
      return {
        kind: 'no_token',
        message: `No token is linked for ${forgeId}. Link one to see it.`,
      };
    }
    const { pauses } = this;
    return { kind: 'token', token, fingerprint: `print of ${token}`, shared: false, pauses };
  }

  async linkToken(ownerId: string, forgeId: string, token: string): Promise<void> {
    this.tokens.set(`${ownerId} ${forgeId}`, token);
  }

  async linkFoundToken(ownerId: string, forgeId: string): Promise<boolean> {
    const token = this.found.get(forgeId);
    if (token !== undefined) await this.linkToken(ownerId, forgeId, token);
    return token !== undefined;
  }

  async unlinkToken(ownerId: string, forgeId: string): Promise<void> {
    this.tokens.delete(`${ownerId} ${forgeId}`);
  }
}
