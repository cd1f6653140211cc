import { XIcon } from '@primer/octicons-react';
import { useEffect, useId, useRef } from 'react';
import { ApiError } from '../../../../../src/contract/client.ts';
import { formatProblem } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { useStored } from '../../../ui/use-stored.ts';
import { type Draft, isBlank } from './comment-draft.ts';
import type { Sending } from './comment-draft-store.ts';
import { type CommentPlace, toLinePoint } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import {
  type ChosenTarget,
  chosenTargets,
  useFormActions,
  useFormKeys,
} from './use-comment-form.ts';

interface CommentFormProps {
  draft: Draft;
  /** Where it stands in the diff that is read. */
  place: CommentPlace;
  sending: Sending | undefined;
}

/** What the server takes. */
const mostLetters = 20_000;
const fewestRows = 3;
const mostRows = 16;

/** Where a comment is written, below the lines it is about. */
export function CommentForm({ draft, place, sending }: CommentFormProps) {
  const { store, forge } = useLineComments();
  const [wanted, setWanted] = useStored('comment-target', chosenTargets, 'agent');
  const target = wanted === 'forge' && forge.problem !== undefined ? 'agent' : wanted;
  const actions = useFormActions(draft, place, target);
  const text = useRef<HTMLTextAreaElement>(null);
  const form = useFormKeys(actions);
  const titleId = useId();
  const busy = sending?.state === 'sending';
  useEffect(() => {
    // The viewer may draw it a second time at once: the last drawing gets the focus.
    const frame = requestAnimationFrame(() => {
      if (store.takeFocus(draft.key)) focusForm(text.current);
    });
    return () => cancelAnimationFrame(frame);
  });
  const rows = toRows(draft.body);
  useEffect(() => {
    if (rows > fewestRows && document.activeElement === text.current) showForm(text.current);
  }, [rows]);
  return (
    <form
      ref={form}
      className="comment-form"
      aria-labelledby={titleId}
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        void actions.submit();
      }}
    >
      <header>
        <strong id={titleId}>{toTitle(place)}</strong>
        <button
          type="button"
          className="icon-button"
          aria-label={messages.comments.keep}
          title={messages.comments.keep}
          onClick={actions.close}
        >
          <XIcon size={16} />
        </button>
      </header>
      <textarea
        ref={text}
        aria-labelledby={titleId}
        placeholder={messages.comments.placeholder}
        value={draft.body}
        rows={rows}
        maxLength={mostLetters}
        readOnly={busy}
        onChange={(event) => store.write(draft.key, event.target.value)}
      />
      {sending?.state === 'failed' && <SendingProblem draft={draft} error={sending.error} />}
      <footer>
        <TargetChoice chosen={target} forge={forge} onChoose={setWanted} />
        <span className="comment-actions">
          {!isBlank(draft) && (
            <button type="button" className="text-button" onClick={actions.discard} disabled={busy}>
              {messages.comments.discard}
            </button>
          )}
          <button
            type="button"
            className="button"
            onClick={actions.list}
            disabled={busy || isBlank(draft)}
          >
            {messages.comments.list}
          </button>
          <button type="submit" className="button button-primary" disabled={busy || isBlank(draft)}>
            {busy ? messages.comments.sending : formatSubmit(target, forge.name, sending)}
          </button>
        </span>
      </footer>
    </form>
  );
}

function formatSubmit(target: ChosenTarget, forge: string, sending: Sending | undefined): string {
  if (sending?.state === 'failed') return messages.comments.tryAgain;
  const { send } = messages.comments;
  return target === 'forge' ? send.forge(forge) : send[target];
}

function toTitle(place: CommentPlace): string {
  const { line } = toLinePoint(place);
  const { onLine, onLines } = messages.comments;
  return place.startLine === null ? onLine(line) : onLines(place.startLine, line);
}

/** It grows with what is written. */
function toRows(body: string): number {
  return Math.min(mostRows, Math.max(fewestRows, body.split('\n').length + 1));
}

/** All of the form is brought into view, not only the box that has the focus. */
function focusForm(text: HTMLTextAreaElement | null): void {
  text?.focus({ preventScroll: true });
  text?.setSelectionRange(text.value.length, text.value.length);
  showForm(text);
}

function showForm(text: HTMLTextAreaElement | null): void {
  text?.form?.scrollIntoView({ block: 'nearest' });
}

/** Why a comment was not sent. What may have arrived is sent again only under another id. */
function SendingProblem({ draft, error }: { draft: Draft; error: unknown }) {
  const { store, forge } = useLineComments();
  if (!isUncertain(error) || forge.problem !== undefined) {
    return (
      <p className="comment-problem" role="alert">
        {messages.comments.failed(formatProblem(error).text)}
      </p>
    );
  }
  return (
    <p className="comment-problem" role="alert">
      {messages.comments.uncertain(forge.name)}{' '}
      <button
        type="button"
        className="text-button"
        onClick={() => {
          store.forgetId(draft.key);
          store.setSending(draft.key, undefined);
        }}
      >
        {messages.comments.sendAnother}
      </button>
    </p>
  );
}

function isUncertain(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 409;
}

interface TargetChoiceProps {
  chosen: ChosenTarget;
  forge: { name: string; problem: string | undefined };
  onChoose: (target: ChosenTarget) => void;
}

/** Whom the comment is for. What cannot be chosen says why. */
function TargetChoice({ chosen, forge, onChoose }: TargetChoiceProps) {
  const name = useId();
  const say = messages.comments.targets;
  const labels = { agent: say.agent, forge: forge.name, copy: say.copy };
  return (
    <fieldset className="comment-target" aria-label={messages.comments.target}>
      {chosenTargets.map((target) => {
        const problem = target === 'forge' ? forge.problem : undefined;
        return (
          <label key={target} title={problem}>
            <input
              type="radio"
              name={name}
              className="unseen"
              value={target}
              checked={chosen === target}
              disabled={problem !== undefined}
              aria-describedby={problem === undefined ? undefined : `${name}-problem`}
              onChange={() => onChoose(target)}
            />
            <span>{labels[target]}</span>
          </label>
        );
      })}
      {forge.problem !== undefined && (
        <span id={`${name}-problem`} className="comment-reason">
          {forge.problem}
        </span>
      )}
    </fieldset>
  );
}
