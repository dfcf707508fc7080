/** One subscription to the events of an ONVIF device: clock, capabilities, create, pull, renew, unsubscribe. */
import type { Chance } from '../../../agent/chance.ts';
import { elementAt, textAt, type XmlElement } from '../../line/xml.ts';
import { sourceError } from '../../source-state.ts';
import { type Notification, notificationsFrom } from './notification.ts';
import { callSoap, type SignIn } from './soap.ts';

export interface PullPointConfig {
  /** Address of the device service. */
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  readonly timeoutMs: number;
}

export interface PullPoint {
  /** The device's clock less ours. */
  readonly clockOffsetMs: number;
  /** Resolves when there is something or the device has waited long enough. */
  pull(signal: AbortSignal): Promise<readonly Notification[]>;
  unsubscribe(signal: AbortSignal): Promise<void>;
}

export interface PullPointDeps {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly chance: Chance;
}

const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';
const EVENTS = 'http://www.onvif.org/ver10/events/wsdl';
const WSN = 'http://docs.oasis-open.org/wsn/bw-2';
const LIFE_S = 60;
const RENEW_MS = 20_000;
const WAIT_S = 5;
const MESSAGES_MAX = 100;

export async function createPullPoint(
  { url, credentials, timeoutMs }: PullPointConfig,
  { nowMs, monotonicMs, chance }: PullPointDeps,
  signal: AbortSignal,
): Promise<PullPoint> {
  let clockOffsetMs = 0;
  let subscription: { readonly url: string; readonly reference: readonly XmlElement[] } | null = null;
  const call = (to: string, action: string, body: string, extraMs = 0, until = signal): Promise<XmlElement> => {
    const signIn: SignIn | null = credentials && { ...credentials, nowMs: nowMs() + clockOffsetMs };
    const reference = to === subscription?.url ? subscription.reference : [];
    return callSoap({ url: to, action, body, timeoutMs: timeoutMs + extraMs, reference }, signIn, chance, until);
  };

  // Asked without a password: the time is what a password digest is made with.
  const clock = await callSoap(
    { url, action: `${DEVICE}/GetSystemDateAndTime`, body: '<tds:GetSystemDateAndTime/>', timeoutMs },
    null,
    chance,
    signal,
  );
  clockOffsetMs = (deviceTimeFrom(clock) ?? nowMs()) - nowMs();

  const capabilities = await call(
    url,
    `${DEVICE}/GetCapabilities`,
    '<tds:GetCapabilities><tds:Category>Events</tds:Category></tds:GetCapabilities>',
  );
  const eventsUrl = addressFrom(textAt(capabilities, 'Capabilities', 'Events', 'XAddr'), url, 'event service');
  const created = await call(
    eventsUrl,
    `${EVENTS}/EventPortType/CreatePullPointSubscriptionRequest`,
    '<tev:CreatePullPointSubscription>' +
      `<tev:InitialTerminationTime>PT${LIFE_S}S</tev:InitialTerminationTime></tev:CreatePullPointSubscription>`,
  );
  const given = elementAt(created, 'SubscriptionReference');
  const subscriptionUrl = addressFrom(textAt(given, 'Address'), url, 'subscription');
  subscription = { url: subscriptionUrl, reference: elementAt(given, 'ReferenceParameters')?.children ?? [] };
  let renewedMs = monotonicMs();

  return {
    clockOffsetMs,
    pull: async () => {
      if (monotonicMs() - renewedMs > RENEW_MS) {
        const body = `<wsnt:Renew><wsnt:TerminationTime>PT${LIFE_S}S</wsnt:TerminationTime></wsnt:Renew>`;
        await call(subscriptionUrl, `${WSN}/SubscriptionManager/RenewRequest`, body);
        renewedMs = monotonicMs();
      }
      const body =
        `<tev:PullMessages><tev:Timeout>PT${WAIT_S}S</tev:Timeout>` +
        `<tev:MessageLimit>${MESSAGES_MAX}</tev:MessageLimit></tev:PullMessages>`;
      const action = `${EVENTS}/PullPointSubscription/PullMessagesRequest`;
      return notificationsFrom(await call(subscriptionUrl, action, body, WAIT_S * 1000));
    },
    unsubscribe: async (last) => {
      const action = `${WSN}/SubscriptionManager/UnsubscribeRequest`;
      await call(subscriptionUrl, action, '<wsnt:Unsubscribe/>', 0, last);
    },
  };
}

/** A device behind an address translation names its inner address: the host that answered is the one to ask. */
function addressFrom(text: string | null, deviceUrl: string, what: string): string {
  const { host, hostname } = new URL(deviceUrl);
  if (text === null || !URL.canParse(text)) throw sourceError(`The ONVIF device ${host} names no ${what}.`);
  const address = new URL(text);
  if (address.hostname !== hostname) address.host = host;
  return address.href;
}

function deviceTimeFrom(answer: XmlElement): number | null {
  const utc = elementAt(answer, 'SystemDateAndTime', 'UTCDateTime');
  const part = (group: string, name: string) => Number(textAt(utc, group, name) ?? Number.NaN);
  const ms = Date.UTC(
    part('Date', 'Year'),
    part('Date', 'Month') - 1,
    part('Date', 'Day'),
    part('Time', 'Hour'),
    part('Time', 'Minute'),
    part('Time', 'Second'),
  );
  return Number.isNaN(ms) ? null : ms;
}
