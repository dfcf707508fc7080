/** A picture of the place: coarse but for the spot that the officer taps, then into the outbox like any other act. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../ui/say.ts';
import { drawBlurred, jpegOf, type Spot } from './blur-photo.ts';

export interface PhotoSheetProps {
  readonly file: File;
  readonly onUse: (photo: Blob) => void;
  readonly onBack: () => void;
}

const MIDDLE: Spot = { x: 0.5, y: 0.5 };

export function PhotoSheet({ file, onUse, onBack }: PhotoSheetProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [spot, setSpot] = useState(MIDDLE);
  useEffect(() => {
    createImageBitmap(file).then(setPicture, onBack);
  }, [file]);
  useEffect(() => {
    if (picture && canvas.current) drawBlurred(canvas.current, picture, spot);
  }, [picture, spot]);
  return (
    <div class="thumb photo-sheet">
      <p>{say('field.photoHint')}</p>
      <canvas
        ref={canvas}
        role="img"
        aria-label={say('field.photo')}
        onPointerDown={({ currentTarget, offsetX, offsetY }) =>
          setSpot({ x: offsetX / currentTarget.clientWidth, y: offsetY / currentTarget.clientHeight })
        }
      />
      <div class="thumb-steps">
        <button type="button" onClick={onBack}>
          <span class="thumb-word">{say('verb.back')}</span>
        </button>
        <button
          type="button"
          data-next="true"
          disabled={!picture}
          onClick={() => canvas.current && void jpegOf(canvas.current).then(onUse)}
        >
          <span class="thumb-word">{say('field.photoUse')}</span>
        </button>
      </div>
    </div>
  );
}
