import { XIcon } from '@primer/octicons-react';
import { useEffect, useId, useRef } from 'react';
import { messages } from '../../../text/messages.ts';
import { useStored } from '../../../ui/use-stored.ts';
import { type CommentPlace, toLinePoint } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { type Draft, isBlank } from './draft.ts';
import type { Sending } from './draft-store.ts';
import { SendingProblem } from './sending-problem.tsx';
import { type ChosenTarget, chosenTargets, TargetChoice } from './target-choice.tsx';
import { useFormActions } from './use-form-actions.ts';
import { useFormKeys } from './use-form-keys.ts';

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
