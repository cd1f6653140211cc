import { useId } from 'react';
import { messages } from '../../../text/messages.ts';

export const chosenTargets = ['agent', 'forge', 'copy'] as const;
export type ChosenTarget = (typeof chosenTargets)[number];

interface TargetChoiceProps {
  chosen: ChosenTarget;
  forge: { name: string; problem: string | undefined };
  onChoose: (target: ChosenTarget) => void;
}

/** Whom the comment is for. What cannot be chosen says why. */
export function TargetChoice({ chosen, forge, onChoose }: TargetChoiceProps) {
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
