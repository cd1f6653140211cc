import { XIcon } from '@primer/octicons-react';
import { useEffect, useId, useRef, useSyncExternalStore } from 'react';
import { ApiError } from '../../../../../src/contract/client.ts';
import { formatProblemLine } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { type Draft, type DraftTarget, draftTargets, isBlank } from './comment-draft.ts';
import type { Sending } from './comment-draft-store.ts';
import { type CommentPlace, toLinePoint } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { useCommentFormActions, useCommentFormKeys } from './use-comment-form.ts';

interface CommentFormProps {
  draft: Draft;
  /** Its place in the current diff, which may differ from the place in the draft. */
  place: CommentPlace;
  sending: Sending | undefined;
}

/** The server's limit. */
const maximumLength = 20_000;
const minimumRows = 3;
const maximumRows = 16;

/** The form of a comment, below its lines. */
export function CommentForm({ draft, place, sending }: CommentFormProps) {
  const { store, forge } = useLineComments();
  const wanted = useSyncExternalStore(store.subscribe, () => store.getTarget(draft.key));
  const target = wanted === 'forge' && forge.problem !== undefined ? 'agent' : wanted;
  const actions = useCommentFormActions(draft, place, target);
  const text = useRef<HTMLTextAreaElement>(null);
  const form = useCommentFormKeys(actions);
  const titleId = useId();
  const busy = sending?.state === 'sending';
  useEffect(() => {
    // The viewer may render the form twice in a row: only the last one takes the focus.
    const frame = requestAnimationFrame(() => {
      if (store.takeFocus(draft.key)) focusForm(text.current);
    });
    return () => cancelAnimationFrame(frame);
  });
  const rows = countRows(draft.body);
  useEffect(() => {
    if (rows > minimumRows && document.activeElement === text.current) scrollToForm(text.current);
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
        <strong id={titleId}>{formatTitle(place)}</strong>
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
        maxLength={maximumLength}
        readOnly={busy}
        onChange={(event) => store.write(draft.key, event.target.value)}
      />
      {sending?.state === 'failed' && <SendingProblem draft={draft} error={sending.error} />}
      <footer>
        <TargetChoice
          chosen={target}
          forge={forge}
          onChoose={(chosen) => store.setTarget(draft.key, chosen)}
        />
        <span className="comment-actions">
          {!isBlank(draft) && (
            <button type="button" className="text-button" onClick={actions.discard} disabled={busy}>
              {messages.comments.discard}
            </button>
          )}
          <button
            type="button"
            className="button"
            onClick={actions.addToBatch}
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

function formatSubmit(target: DraftTarget, forge: string, sending: Sending | undefined): string {
  if (sending?.state === 'failed') return messages.comments.tryAgain;
  const { send } = messages.comments;
  return target === 'forge' ? send.forge(forge) : send[target];
}

function formatTitle(place: CommentPlace): string {
  const { side, line } = toLinePoint(place);
  const { onLine, onLines, beforeChange } = messages.comments;
  const title = place.startLine === null ? onLine(line) : onLines(place.startLine, line);
  return side === 'deletions' ? beforeChange(title) : title;
}

/** The form grows with its text. */
function countRows(body: string): number {
  return Math.min(maximumRows, Math.max(minimumRows, body.split('\n').length + 1));
}

/** Scrolls the whole form into view, not only the text box. */
function focusForm(text: HTMLTextAreaElement | null): void {
  text?.focus({ preventScroll: true });
  text?.setSelectionRange(text.value.length, text.value.length);
  scrollToForm(text);
}

function scrollToForm(text: HTMLTextAreaElement | null): void {
  text?.form?.scrollIntoView({ block: 'nearest' });
}

/** Why a comment was not sent. If the forge may have received it, posting again uses a new id. */
function SendingProblem({ draft, error }: { draft: Draft; error: unknown }) {
  const { store, forge } = useLineComments();
  if (!isUncertain(error) || forge.problem !== undefined) {
    return (
      <p className="comment-problem" role="alert">
        {messages.comments.failed(formatProblemLine(error))}
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
  chosen: DraftTarget;
  forge: { name: string; problem: string | undefined };
  onChoose: (target: DraftTarget) => void;
}

/** Chooses the recipient. An unavailable forge is disabled with the reason. */
function TargetChoice({ chosen, forge, onChoose }: TargetChoiceProps) {
  const name = useId();
  const text = messages.comments.targets;
  const labels = { agent: text.agent, forge: forge.name, copy: text.copy };
  return (
    <fieldset className="comment-target" aria-label={messages.comments.target}>
      {draftTargets.map((target) => {
        const problem = target === 'forge' ? forge.problem : undefined;
        return (
          <label key={target} title={problem}>
            <input
              type="radio"
              name={name}
              className="visually-hidden"
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
