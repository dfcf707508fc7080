/** RTP packets for H.265 after RFC 7798: single NAL units and fragmentation units, no aggregation. */
import { createPackets, PAYLOAD_BYTES_MAX, type RtpPacketiser } from './rtp-packet.ts';

const FU = 49;

export function createHevcPacketiser(ssrc: number): RtpPacketiser {
  const packet = createPackets(ssrc);
  return {
    packets: (nals, timestamp) =>
      nals.flatMap((nal, index) => {
        const isLast = index === nals.length - 1;
        if (nal.length <= PAYLOAD_BYTES_MAX) return [packet(nal, timestamp, isLast)];
        const [first = 0, second = 0] = nal;
        const type = (first >> 1) & 0x3f;
        const out: Buffer[] = [];
        for (let at = 2; at < nal.length; at += PAYLOAD_BYTES_MAX) {
          const isEnd = at + PAYLOAD_BYTES_MAX >= nal.length;
          const fu = Buffer.from([
            (first & 0x81) | (FU << 1),
            second,
            type | (at === 2 ? 0x80 : 0) | (isEnd ? 0x40 : 0),
          ]);
          out.push(packet(Buffer.concat([fu, nal.subarray(at, at + PAYLOAD_BYTES_MAX)]), timestamp, isLast && isEnd));
        }
        return out;
      }),
  };
}
