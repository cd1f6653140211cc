import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import {
  hasNatsServer,
  type NatsServer,
  startNatsServer,
} from '../../../test/support/nats-server.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import type { ListenEvent } from '../database.ts';
import type { EventTransport } from '../event-transport.ts';
import { openNats } from './open-nats.ts';

const timing = { retryMs: 20, probeMs: 200 };

describe.skipIf(!hasNatsServer)(
  'events over NATS (skipped without the program nats-server)',
  () => {
    let server: NatsServer;
    let stopped: AbortController;
    const opened: EventTransport[] = [];

    beforeEach(async () => {
      server = await startNatsServer();
      stopped = new AbortController();
    });

    afterEach(async () => {
      stopped.abort();
      for (const transport of opened.splice(0)) await transport[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    });

    function open(url = server.url): EventTransport {
      const transport = openNats({ url, logger: new RecordingLogger(), timing });
      opened.push(transport);
      return transport;
    }

    /** What a listener receives, with announcements as their payloads. */
    function listen(transport: EventTransport): string[] {
      const received: string[] = [];
      const read = async () => {
        for await (const event of transport.listen(stopped.signal)) received.push(toText(event));
      };
      void read();
      return received;
    }

    test('reach every listener, also those of the sender, and begin with "connected"', async () => {
      const [one, other] = [open(), open()];
      const [ofOne, ofOther] = [listen(one), listen(other)];
      await eventually('both', () => ofOne.length === 1 && ofOther.length === 1);

      one.publish(['{"kind":"due"}', '{"kind":"delivery"}']);

      const expected = ['connected', '{"kind":"due"}', '{"kind":"delivery"}'];
      await eventually('the events', () => ofOne.length === 3 && ofOther.length === 3);
      expect(ofOne).toEqual(expected);
      expect(ofOther).toEqual(expected);
    });

    test('S4: end an interruption with "connected" for every listener', async () => {
      const [one, other] = [open(), open()];
      const [ofOne, ofOther] = [listen(one), listen(other)];
      await eventually('both', () => ofOne.length === 1 && ofOther.length === 1);

      await server.kill();
      await eventually('the loss', () => ofOne.length === 2 && ofOther.length === 2);
      await server.start();

      const isBack = (received: string[]) =>
        received.filter((each) => each === 'connected').length > 1;
      await eventually('the new connections', () => isBack(ofOne) && isBack(ofOther));
      expect(ofOne.slice(0, 3)).toEqual(['connected', 'disconnected', 'connected']);
      one.publish(['{"kind":"due"}']);
      await eventually('the event', () => ofOther.includes('{"kind":"due"}'));
    });

    test('S4: that could not be sent are followed by a resync of the others', async () => {
      const [one, other] = [open(), open()];
      const ofOther = listen(other);
      const ofOne = listen(one);
      await eventually('both', () => ofOne.length === 1 && ofOther.length === 1);
      await server.kill();
      await eventually('the loss', () => ofOne.includes('disconnected'));

      one.publish(['{"kind":"due"}']);
      await server.start();

      await eventually('the end', () => ofOne.at(-1) === '{"kind":"resync"}');
      expect(ofOne).not.toContain('{"kind":"due"}');
      await eventually(
        'the other',
        () => ofOther.filter((each) => each === 'connected').length > 1,
      );
    });

    test('do not reach installations with another path', async () => {
      const [one, other] = [open(`${server.url}/a`), open(`${server.url}/b`)];
      const [ofOne, ofOther] = [listen(one), listen(other)];
      await eventually('both', () => ofOne.length === 1 && ofOther.length === 1);
      one.publish(['of a']);
      other.publish(['of b']);
      await eventually('both events', () => ofOne.length === 2 && ofOther.length === 2);
      expect([ofOne[1], ofOther[1]]).toEqual(['of a', 'of b']);
    });

    test('need no server at the start, and none to end', async () => {
      await server.kill();
      const transport = open();
      const received = listen(transport);
      transport.publish(['{"kind":"due"}']);
      await server.start();
      await eventually('the connection', () => received.includes('connected'));
      await server.kill();
      await transport[Symbol.asyncDispose]();
      await eventually('the end', () => received.at(-1) === 'disconnected');
    });

    test('S10: accept a user and a password, which no log contains', async () => {
      await using guarded = await startNatsServer(['--user', 'ada', '--pass', 'hunter2']);
      const address = guarded.url.replace('nats://', 'nats://ada:hunter2@');
      const received = listen(open(address));
      await eventually('the connection', () => received.includes('connected'));

      const logger = new RecordingLogger();
      const refused = openNats({ url: address.replace('hunter2', 'wrong-2'), logger, timing });
      opened.push(refused);
      await eventually('the refusal', () => logger.lines.length > 0);
      expect(JSON.stringify(logger.lines)).not.toContain('wrong-2');
    });
  },
);

function toText(event: ListenEvent): string {
  return typeof event === 'object' ? event.payload : event;
}
