const lengthSeconds = 0.22;
const loudness = 0.05;
const longestWaitMs = 1_000;

let audio: AudioContext | undefined;

/** Two short notes, quiet. Silent where the browser has not heard a click on this page yet. */
export async function playTone(): Promise<void> {
  audio ??= new AudioContext();
  const context = audio;
  const askedAtMs = performance.now();
  await context.resume();
  // Allowed only now, it would sound long after what it tells of.
  if (performance.now() - askedAtMs > longestWaitMs) return;
  const start = context.currentTime;
  playNote(context, 660, start);
  playNote(context, 880, start + lengthSeconds / 2);
}

function playNote(context: AudioContext, frequency: number, start: number): void {
  const note = new OscillatorNode(context, { type: 'sine', frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + lengthSeconds);
  note.connect(volume).connect(context.destination);
  note.start(start);
  note.stop(start + lengthSeconds);
}
