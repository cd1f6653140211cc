import { useMedia } from '../../ui/use-media.ts';
import { useStored } from '../../ui/use-stored.ts';
import type { DiffLayout, LineOverflow } from './viewer-options.ts';

const layouts = ['unified', 'split'] as const;
const overflows = ['scroll', 'wrap'] as const;
const wideEnough = '(min-width: 900px)';

/** How a person likes to read diffs; this browser remembers it. */
export function useDiffChoices() {
  const [layout, setLayout] = useStored<DiffLayout>('diff-layout', layouts, 'unified');
  const [overflow, setOverflow] = useStored<LineOverflow>('diff-wrap', overflows, 'scroll');
  const [files, setFiles] = useStored('diff-files', ['shown', 'hidden'] as const, 'shown');
  const roomy = useMedia(wideEnough);
  return {
    roomy,
    layout: roomy ? layout : ('unified' as const),
    setLayout,
    toggleLayout: () => setLayout(layout === 'unified' ? 'split' : 'unified'),
    overflow,
    toggleOverflow: () => setOverflow(overflow === 'wrap' ? 'scroll' : 'wrap'),
    treeShown: files === 'shown',
    toggleTree: () => setFiles(files === 'shown' ? 'hidden' : 'shown'),
  };
}

export type DiffChoices = ReturnType<typeof useDiffChoices>;
