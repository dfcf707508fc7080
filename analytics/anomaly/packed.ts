/** Many numbers as one text, exact to the bit and short in a checkpoint. */
export function packed(numbers: Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

export function unpacked(text: string): Float64Array<ArrayBuffer> {
  return new Float64Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
}
