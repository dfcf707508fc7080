import { createProfileModel } from './profile-model.ts';

/** Occupancy, queues and counts in one view, from its own past alone: an hour ahead in 5-minute steps. */
export const occupancyProfile = createProfileModel({ id: 'occupancy-profile', withNeighbours: false });
