import { type Label, type PullRequest, type Repository } from './records.ts';
import { announce, takeId, touch, type World } from './world.ts';

/** A label by its name, optionally with colour and description. */
export type WantedLabel = string | { name: string; color?: string; description?: string };

const defaultColor = 'ededed';

/** Gives a pull request exactly these labels; those the repository lacks are created. */
export function setLabels(
  world: World,
  pullRequest: PullRequest,
  wanted: readonly WantedLabel[],
): void {
  const before = pullRequest.labels;
  const after = wanted.map((label) => ensureLabel(world, pullRequest.repository, label));
  pullRequest.labels = after;
  touch(world, pullRequest);
  const say = (action: 'labeled' | 'unlabeled', label: Label) =>
    announce(world, { kind: 'pull_request', action, pullRequest, more: { label } });
  for (const label of before) if (!after.includes(label)) say('unlabeled', label);
  for (const label of after) if (!before.includes(label)) say('labeled', label);
}

function ensureLabel(world: World, repository: Repository, wanted: WantedLabel): Label {
  const { name, color, description } =
    typeof wanted === 'string'
      ? { name: wanted, color: undefined, description: undefined }
      : wanted;
  const key = name.toLowerCase();
  const label = repository.labels.get(key) ?? {
    id: takeId(world),
    name,
    color: defaultColor,
    description: '',
  };
  if (color !== undefined) label.color = color.replace(/^#/, '');
  if (description !== undefined) label.description = description;
  repository.labels.set(key, label);
  return label;
}
