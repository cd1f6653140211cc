import type { Forge } from '../forge/forge.ts';
import type { DiffStatusRow } from '../store/rows.ts';
import { type AskPorts, askForge } from './ask-forge.ts';
import { type BranchRequest, readSelectedRow, type SelectedRowPorts } from './selected-row.ts';

export interface AskAboutBranchPorts extends AskPorts {
  reader: SelectedRowPorts['reader'];
  store: AskPorts['store'] & SelectedRowPorts['store'];
}

/** What can go wrong where a forge is asked about a branch. */
export const askProblems = { problems: [404, 409, 429, 502, 504] };

/** Asks the forge something about the tracked branch that a request means. */
export async function askAboutBranch<Answer extends { kind: string }>(
  request: BranchRequest,
  name: string,
  ask: Parameters<typeof askForge<Answer>>[3],
  ports: AskAboutBranchPorts,
): Promise<Asked<Answer>> {
  const { row, ownerId } = await readSelectedRow(request, ports);
  // S12: with the token of the chat's owner, whose chat only they can read.
  return { row, ...(await askForge(ownerId, row, name, ask, ports)) };
}

interface Asked<Answer extends { kind: string }> {
  row: DiffStatusRow;
  forge: Forge;
  answer: Awaited<ReturnType<typeof askForge<Answer>>>['answer'];
}
