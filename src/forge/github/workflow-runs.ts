import type { Reading } from '../client/conditional-client.ts';
import { findInteger, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { isPageCovered } from './api.ts';

export const workflowsReading: Reading<WorkflowRun[]> = {
  shape: 'workflow-runs/2',
  parse: (body) => parseList(toFields(body)?.workflow_runs, parseWorkflowRun),
  isCovered: isPageCovered,
};

/** A run of a workflow of GitHub Actions. Each field is null where GitHub does not report it. */
interface WorkflowRun {
  suite: number | null;
  workflowId: number | null;
  name: string | null;
  path: string | null;
}

/**
 * The name of the workflow of each suite. Where a workflow sets `run-name`, GitHub reports that as the name, which
 * may differ in each run: then its file names it.
 */
export function nameWorkflows(runs: readonly WorkflowRun[]): Map<number, string> {
  const names = runs.flatMap(({ suite, workflowId, name, path }): [number, string][] => {
    const isOneName = runs.every((other) => {
      return workflowId === null || other.workflowId !== workflowId || other.name === name;
    });
    const named = (isOneName ? name : null) ?? path ?? workflowId;
    return suite === null || named === null ? [] : [[suite, toPlainText(`${named}`, 200)]];
  });
  return new Map(names);
}

function parseWorkflowRun(entry: unknown): WorkflowRun | undefined {
  const fields = toFields(entry);
  return (
    fields && {
      suite: findInteger(fields, 'check_suite_id') ?? null,
      workflowId: findInteger(fields, 'workflow_id') ?? null,
      name: findText(fields, 'name') ?? null,
      // It may end with the branch that the file was read from.
      path: findText(fields, 'path')?.split('@')[0] ?? null,
    }
  );
}
