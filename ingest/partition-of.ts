/**
 * Partition of a device: FNV-1a over its id. Part of the log's format: all records of one device are in one partition,
 * so that their order is kept; changing it on a log in use would let an old partition's marks miss a duplicate.
 */
export function partitionOf(device: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < device.length; index++) {
    hash = Math.imul(hash ^ device.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
