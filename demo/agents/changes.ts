import type { Random } from '../random.ts';
import { paymentsChanges } from './changes/payments.ts';
import { pipelineChanges } from './changes/pipeline.ts';
import { searchChanges } from './changes/search.ts';
import { storefrontChanges } from './changes/storefront.ts';
import type { Change } from './edits.ts';

/** The changes the agents make. Each changes the branch in every round. */
const changes = {
  ...storefrontChanges,
  ...paymentsChanges,
  ...pipelineChanges,
  ...searchChanges,
} satisfies Record<string, Change>;

/** The name of one of them. */
export type ChangeName = keyof typeof changes;

/** Makes one change in a clone and returns the commit message. */
export async function makeChange(clone: string, name: ChangeName, random: Random): Promise<string> {
  const { message, edits }: Change = changes[name];
  for (const edit of edits) await edit(clone, random);
  return message;
}
