import { EventEmitter } from 'node:events';

/** The input of a terminal, which a test types. */
export class FakeInput extends EventEmitter {
  isRaw = false;
  isPaused = false;
  setRawMode(isRaw: boolean) {
    this.isRaw = isRaw;
  }
  resume() {
    this.isPaused = false;
  }
  pause() {
    this.isPaused = true;
  }
  type(keys: string) {
    this.emit('data', Buffer.from(keys));
  }
}

/** A terminal that records what it shows. */
export class FakeOutput extends EventEmitter {
  columns = 80;
  rows = 6;
  written: string[] = [];
  write(content: string) {
    this.written.push(content);
  }

  /** The rows that the last frame draws. */
  listRows(): string[] {
    const frame = this.written.at(-1) ?? '';
    return frame.replace(/\x1b\[[?\d]*[A-Za-z]/g, '').split('\r\n');
  }
}
