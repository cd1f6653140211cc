import type { DataAge } from '../../../../src/contract/health.ts';
import { messages } from '../../text/messages.ts';
import { toAgePlot } from './age-plot.ts';
import { PlotView } from './plot-view.tsx';

/** How old what the board shows is: the plot people doubt with. */
export function AgePart({ ages, nowMs }: { ages: readonly DataAge[]; nowMs: number }) {
  const say = messages.health.age;
  return (
    <section className="health-part" aria-label={say.title}>
      <header>
        <h2>{say.title}</h2>
      </header>
      <p className="hint">{say.text}</p>
      <PlotView
        plot={toAgePlot(ages, nowMs)}
        label={say.label}
        nowMs={nowMs}
        emptyText={say.none}
      />
    </section>
  );
}
