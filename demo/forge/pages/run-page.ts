import type { Answer } from '../http/answer.ts';
import type { CheckRun, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { type Html, html, toPageAnswer } from './layout.ts';

/** The page of a check run; undefined when the repository has none of that id. */
export function findRunPage(repository: Repository, id: number): Answer | undefined {
  const run = [...repository.checkRuns.values()].flat().find((one) => one.id === id);
  if (run === undefined) return undefined;
  const name = toFullName(repository);
  const content = html`<h1>${run.name}</h1><p>${toRunWords(run)}</p><p>${run.title ?? ''}</p>
<p><small>for <code>${run.commit.slice(0, 7)}</code> of <a href="/${name}">${name}</a>, since
<time>${run.startedAt.toISOString()}</time></small></p>`;
  return toPageAnswer(`${run.name} · ${name}`, content);
}

/** How a check ended and how long it took, or what it does. */
export function toRunWords({ status, conclusion, startedAt, completedAt }: CheckRun): Html {
  if (completedAt === null) return html`${status.replace('_', ' ')}`;
  const seconds = Math.round((completedAt.getTime() - startedAt.getTime()) / 1000);
  const color = conclusion === 'success' ? 'passed' : 'failed';
  return html`<span class="${color}">${conclusion ?? status}</span> in ${seconds} s`;
}
