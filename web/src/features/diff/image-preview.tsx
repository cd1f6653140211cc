import './image-preview.css';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useState } from 'react';
import type { Diff, DiffFile } from '../../../../src/contract/diff.ts';
import { imageQuery, type LoadedImage } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { toShortSha } from './commit-range.ts';
import { formatPath } from './format-path.ts';

interface ImagePreviewProps {
  diff: Diff;
  file: DiffFile;
  /** The branch that the pull request goes into; null if it is unknown. */
  base: string | null;
}

type Comparison = 'beside' | 'swipe' | 'fade';

const comparisons = (['beside', 'swipe', 'fade'] as const).map((value) => ({
  value,
  label: messages.diff.image[value],
}));

/** An image before and after the change. SVG, too, is shown as an image only, so that nothing in it runs. */
export function ImagePreview({ diff, file, base }: ImagePreviewProps) {
  const { path, status } = file;
  const [comparison, setComparison] = useState<Comparison>('beside');
  const hasBefore = status !== 'added';
  const hasAfter = status !== 'deleted';
  const before = useQuery({
    ...imageQuery(diff, file.previous_path ?? path, 'before'),
    enabled: hasBefore,
  });
  const after = useQuery({ ...imageQuery(diff, path, 'after'), enabled: hasAfter });
  const from = diff.from_sha === undefined ? base : toShortSha(diff.from_sha);
  const alt = { before: messages.diff.image.before(from), after: messages.diff.image.after };
  const both = before.data && after.data ? { before: before.data, after: after.data } : undefined;
  return (
    <section className="image-preview" aria-label={messages.diff.image.region(formatPath(path))}>
      {both && (
        <Segmented
          label={messages.diff.image.comparison}
          options={comparisons}
          chosen={new Set([comparison])}
          onToggle={setComparison}
        />
      )}
      {both && comparison !== 'beside' ? (
        <Overlay key={comparison} comparison={comparison} {...both} alt={alt} />
      ) : (
        <div className="image-sides">
          {hasBefore && <Side query={before} name={alt.before} />}
          {hasAfter && <Side query={after} name={alt.after} />}
        </div>
      )}
    </section>
  );
}

interface SideProps {
  query: { data: LoadedImage | undefined; error: Error | null };
  name: string;
}

function Side({ query: { data, error }, name }: SideProps) {
  const [size, setSize] = useState<{ width: number; height: number }>();
  return (
    <figure>
      {data && (
        <img
          src={data.url}
          alt={name}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            setSize({ width, height })
          }
        />
      )}
      <figcaption>
        <strong>{name}</strong>
        {data && size && (
          <span>{messages.diff.image.size(size.width, size.height, data.bytes)}</span>
        )}
        {!data && <span>{error ? formatProblemLine(error) : messages.diff.image.loading}</span>}
      </figcaption>
    </figure>
  );
}

interface OverlayProps {
  comparison: 'swipe' | 'fade';
  before: LoadedImage;
  after: LoadedImage;
  alt: { before: string; after: string };
}

/** Both images on top of each other, and a slider from the one to the other. */
function Overlay({ comparison, before, after, alt }: OverlayProps) {
  const [percent, setPercent] = useState(50);
  const style: CSSProperties =
    comparison === 'swipe' ? { clipPath: `inset(0 0 0 ${percent}%)` } : { opacity: percent / 100 };
  return (
    <div className="image-overlay">
      <div className="image-stack">
        <img src={before.url} alt={alt.before} />
        <img src={after.url} alt={alt.after} style={style} />
      </div>
      <input
        type="range"
        value={percent}
        aria-label={messages.diff.image.slider[comparison]}
        onChange={(event) => setPercent(Number(event.target.value))}
      />
    </div>
  );
}
