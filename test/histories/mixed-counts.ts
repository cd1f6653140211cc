import type { CheckState, Truth } from './truth.ts';

interface MixedCounts {
  passed: number;
  failed: number;
  pending: number;
  optionalFailed: number;
  required: { failed: number; passed: number; missing: number; pending: number };
}

type Mix = readonly { name: string; state: CheckState }[];

/** Every way to count the checks if each is in a state, or absent, that was true at one of the moments. */
export function listMixedCounts(truths: readonly Truth[]): MixedCounts[] {
  const keys = new Set(truths.flatMap(({ checks }) => checks.map(({ key }) => key)));
  let mixes: Mix[] = [[]];
  for (const key of keys) {
    const options = new Map(
      truths.map(({ checks }) => {
        const check = checks.find((each) => each.key === key);
        return [check?.state, check];
      }),
    );
    mixes = mixes.flatMap((mix) =>
      [...options.values()].map((check) => (check ? [...mix, check] : mix)),
    );
  }
  const [first] = truths;
  return mixes.map((mix) => countMix(mix, first?.requiredNames ?? []));
}

function countMix(mix: Mix, requiredNames: readonly string[]): MixedCounts {
  const count = (state: CheckState) => mix.filter((each) => each.state === state).length;
  const ofRequired = requiredNames.map((name) => {
    const states = mix.filter((each) => each.name === name).map(({ state }) => state);
    if (states.length === 0) return 'missing';
    if (states.includes('failed')) return 'failed';
    return states.includes('pending') ? 'pending' : 'passed';
  });
  const countRequired = (state: string) => ofRequired.filter((each) => each === state).length;
  const optional = mix.filter(
    ({ name, state }) => state === 'failed' && !requiredNames.includes(name),
  );
  return {
    passed: count('passed'),
    failed: count('failed'),
    pending: count('pending'),
    optionalFailed: requiredNames.length > 0 ? optional.length : 0,
    required: {
      failed: countRequired('failed'),
      passed: countRequired('passed'),
      missing: countRequired('missing'),
      pending: countRequired('pending'),
    },
  };
}
