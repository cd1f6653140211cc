import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { Discovery } from '../../../../src/contract/discovery.ts';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { type BotAuthorsProblem, parseBotAuthors } from './parse-bot-authors.ts';

interface BotAuthorsProps {
  chosen: readonly string[];
  onSaved: () => unknown;
}

/** The accounts of agents whose pull requests count when they are assigned to the person. */
export function BotAuthors({ chosen, onSaved }: BotAuthorsProps) {
  const text = messages.discovery.bots;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<BotAuthorsProblem>();
  const save: UseMutationResult<Discovery, Error, string[]> = useMutation({
    mutationFn: (names: string[]) => client.updateDiscovery({ bot_authors: names }),
    onSuccess: onSaved,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = parseBotAuthors(input.current?.value ?? '');
    setRefused('problem' in parsed ? parsed.problem : undefined);
    if ('names' in parsed) save.mutate(parsed.names);
  };
  const problem = refused ? text[refused] : save.error && formatProblemLine(save.error);
  const shown = chosen.join(', ');
  return (
    <form className="token-form" onSubmit={submit}>
      <label htmlFor={id}>{text.label}</label>
      <div className="token-fields">
        <input
          ref={input}
          key={shown}
          id={id}
          name="bots"
          type="text"
          defaultValue={shown}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={2500}
          aria-describedby={`${id}-hint`}
        />
        <button type="submit" className="button" disabled={save.isPending}>
          {text.save}
        </button>
      </div>
      <p className="hint" id={`${id}-hint`}>
        {text.hint}
      </p>
      {save.isSuccess && !problem && <output className="hint">{text.saved}</output>}
      {problem && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
