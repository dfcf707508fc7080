/** Notifications of an ONVIF pull point (Core Specification, 9): topic, time, where it comes from and what it says. */
import { elementAt, elementsNamed, type XmlElement } from '../../line/xml.ts';

export interface Notification {
  /** Without prefixes, for instance `RuleEngine/CellMotionDetector/Motion`. */
  readonly topic: string;
  /** Epoch milliseconds of the device's clock. */
  readonly atMs: number | null;
  readonly source: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/** A property that is taken back (`Deleted`) says nothing. */
export function notificationsFrom(answer: XmlElement): readonly Notification[] {
  return elementsNamed(answer, 'NotificationMessage').flatMap((one) => {
    const topic = plainTopic(elementAt(one, 'Topic')?.text ?? '');
    const message = elementAt(one, 'Message', 'Message');
    if (topic === '' || message === null || message.attributes.PropertyOperation === 'Deleted') return [];
    const atMs = Date.parse(message.attributes.UtcTime ?? '');
    return [
      {
        topic,
        atMs: Number.isNaN(atMs) ? null : atMs,
        source: itemsOf(elementAt(message, 'Source')),
        data: itemsOf(elementAt(message, 'Data')),
      },
    ];
  });
}

export function plainTopic(text: string): string {
  return text
    .split('/')
    .map((level) => level.split(':').at(-1) ?? '')
    .join('/')
    .trim();
}

function itemsOf(element: XmlElement | null): Record<string, string> {
  const items = elementsNamed(element, 'SimpleItem').map(({ attributes }) => [
    attributes.Name ?? '',
    attributes.Value ?? '',
  ]);
  return Object.fromEntries(items);
}

/** NaN for what is neither a number nor a switch. */
export function numberFromItem(text: string | undefined): number {
  const word = text?.trim().toLowerCase() ?? '';
  if (word === 'true' || word === 'active') return 1;
  if (word === 'false' || word === 'inactive') return 0;
  return word === '' ? Number.NaN : Number(word);
}
