/**
 * Preact moves a keyed row with `moveBefore` where the browser has it. Chromium 156 then keeps the old styles of what is
 * inside when the row's attributes changed in the same update: a row that turned red and rose to the top stayed dark
 * and small. Without it Preact falls back to `insertBefore`, which is right everywhere. Must be imported first.
 */
for (const { prototype } of [Element, Document, DocumentFragment]) Reflect.deleteProperty(prototype, 'moveBefore');
