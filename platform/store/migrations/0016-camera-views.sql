-- What each camera said last of its view is asked for with every look at the devices.
CREATE INDEX device_events_of_view ON device_events (device, at DESC) WHERE event = 'camera.health';
