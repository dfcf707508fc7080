/** The twelve things that go wrong with a stream: how each begins and ends, and what the agent has to say meanwhile. */
import { copyFileSync, rmSync, truncateSync } from 'node:fs';
import type { FaultyCamera } from '@chengyun/simulators/rtsp/faulty-camera.ts';
import type { Films } from './films.ts';

/** States that must be seen while the fault lasts; none: the camera stays well, or is back before it counts as away. */
export type Raised = 'offline' | 'frozen' | 'dark' | 'clock' | null;

export interface StreamFault {
  readonly name: string;
  readonly raises: Raised;
  begin(stage: Stage): void;
  end(stage: Stage): void;
}

export interface Stage {
  readonly camera: FaultyCamera;
  readonly films: Films;
  /** The file that one camera plays, and a copy that stays. */
  readonly file: string;
  readonly original: string;
}

export const CLOCK_JUMP_MS = 3_600_000;

const onWire = (name: string, raises: Raised, wire: Parameters<FaultyCamera['setWire']>[0]): StreamFault => ({
  ...{ name, raises },
  begin: ({ camera }) => camera.setWire(wire),
  end: ({ camera }) => camera.setWire('well'),
});

export const STREAM_FAULTS: readonly StreamFault[] = [
  onWire('cut', 'offline', 'closed'),
  {
    ...{ name: 'freeze', raises: 'frozen' },
    begin: ({ camera }) => camera.hold(true),
    end: ({ camera }) => camera.hold(false),
  },
  onWire('garbage', 'offline', 'garbage'),
  {
    ...{ name: 'resolution', raises: null },
    begin: ({ camera, films }) => camera.show(films.otherSize),
    end: ({ camera, films }) => camera.show(films.usual),
  },
  {
    ...{ name: 'codec', raises: null },
    begin: ({ camera, films }) => camera.show(films.otherCodec),
    end: ({ camera, films }) => camera.show(films.usual),
  },
  {
    ...{ name: 'clock', raises: 'clock' },
    begin: ({ camera }) => camera.jumpClock(CLOCK_JUMP_MS),
    end: ({ camera }) => camera.jumpClock(-CLOCK_JUMP_MS),
  },
  onWire('loris', 'offline', 'dribble'),
  onWire('half-open', 'offline', 'mute'),
  onWire('password', 'offline', 'locked'),
  {
    ...{ name: 'black', raises: 'dark' },
    begin: ({ camera, films }) => camera.show(films.black),
    end: ({ camera, films }) => camera.show(films.usual),
  },
  onWire('flood', null, 'flood'),
  {
    ...{ name: 'file', raises: 'offline' },
    // What the decoder holds open is gone, too, as on a card that was pulled.
    begin: ({ file }) => {
      truncateSync(file);
      rmSync(file);
    },
    end: ({ file, original }) => copyFileSync(original, file),
  },
];
