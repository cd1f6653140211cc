import { createRandom, type Random } from '../../random.ts';

/** How likely it is that a delivery goes wrong, each from 0 to 1. */
export interface Disturbance {
  /** It never leaves the forge, which lists it as failed. */
  drop?: number;
  /** It is sent twice. */
  double?: number;
  /** It lets the next one of its hook pass. */
  reorder?: number;
  /** The same seed disturbs the same deliveries. */
  seed?: number;
}

/** What is to become of one delivery. */
export type Fate = 'sent' | 'dropped' | 'doubled' | 'late';

/** Decides what becomes of deliveries. */
export interface Fates {
  disturb: (disturbance: Disturbance) => void;
  take: () => Fate;
}

/** Starts undisturbed. */
export function createFates(): Fates {
  let odds: Required<Omit<Disturbance, 'seed'>> = { drop: 0, double: 0, reorder: 0 };
  let random: Random = createRandom(1);
  return {
    disturb: ({ drop = 0, double = 0, reorder = 0, seed = 1 }) => {
      odds = { drop, double, reorder };
      random = createRandom(seed);
    },
    take: () => {
      const rolled = random();
      const { drop, double, reorder } = odds;
      if (rolled < drop) return 'dropped';
      if (rolled < drop + double) return 'doubled';
      return rolled < drop + double + reorder ? 'late' : 'sent';
    },
  };
}
