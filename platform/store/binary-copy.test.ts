import { expect, test } from 'vitest';
import { encodeObservations, type ObservationRow } from './binary-copy.ts';

const ROW: ObservationRow = {
  atMs: 946_684_800_001,
  series: 7,
  value: 1.5,
  qualityCode: 1,
  flagBits: 3,
  tick: 2 ** 33 + 1,
  partition: 1,
  logOffset: 12,
  item: 4,
};

test('a row is encoded as the format of PostgreSQL says', () => {
  const buffer = encodeObservations([ROW], { isFirst: true, isLast: true });
  expect(buffer.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\xff\r\n\0');
  const row = buffer.subarray(19, -2).toString('hex');
  const fields = [
    '0009',
    `00000008${'00000000000003e8'}`,
    `00000004${'00000007'}`,
    `00000008${'3ff8000000000000'}`,
    `00000002${'0001'}`,
    `00000002${'0003'}`,
    `00000008${'0000000200000001'}`,
    `00000002${'0001'}`,
    `00000008${'000000000000000c'}`,
    `00000002${'0004'}`,
  ];
  expect(row).toBe(fields.join(''));
  expect(buffer.subarray(-2).toString('hex')).toBe('ffff');
});

test('times before 2000 are negative microseconds', () => {
  const buffer = encodeObservations([{ ...ROW, atMs: 946_684_799_999 }], { isFirst: false, isLast: false });
  expect(buffer.readBigInt64BE(6)).toBe(-1000n);
});

test('chunks joined are the same as the whole', () => {
  const rows = [ROW, { ...ROW, item: 5 }, { ...ROW, item: 6 }];
  const chunks = rows.map((row, n) => encodeObservations([row], { isFirst: n === 0, isLast: n === 2 }));
  expect(Buffer.concat(chunks).equals(encodeObservations(rows, { isFirst: true, isLast: true }))).toBe(true);
});
