import { Mesh, type Scene } from 'three';

/** Whether the graphics context is lost, and what is done about it. */
export interface ContextWatch {
  readonly isLost: boolean;
  readonly stop: () => void;
}

export interface ContextDeps {
  readonly canvas: HTMLCanvasElement;
  readonly scene: Scene;
  /** Drops what is on the GPU besides the meshes. */
  readonly forget: () => void;
  /** The context is back and empty: draw everything anew. */
  readonly onRestored: () => void;
}

/** After a lost context the picture comes back by itself. */
export function watchContext({ canvas, scene, forget, onRestored }: ContextDeps): ContextWatch {
  let isLost = false;
  const lose = (event: Event): void => {
    event.preventDefault();
    isLost = true;
    // Let go of what lived in the old context; the next frame sends everything anew.
    scene.traverse((part) => {
      if (!(part instanceof Mesh)) return;
      part.geometry.dispose();
      for (const material of [part.material].flat()) material.dispose();
    });
    forget();
  };
  const restore = (): void => {
    isLost = false;
    onRestored();
  };
  canvas.addEventListener('webglcontextlost', lose);
  canvas.addEventListener('webglcontextrestored', restore);
  return {
    get isLost() {
      return isLost;
    },
    stop() {
      canvas.removeEventListener('webglcontextlost', lose);
      canvas.removeEventListener('webglcontextrestored', restore);
    },
  };
}
