// How runs and their steps are called, with a hue and an icon.
import {
  BadgeCheck,
  Ban,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleX,
  Clock,
  Hourglass,
  LoaderCircle,
  TriangleAlert,
  Undo2,
} from "lucide-react";

export const RUN_STATES = {
  running: ["Running", "blue", LoaderCircle],
  paused: ["Paused", "amber", CirclePause],
  compensating: ["Being taken back", "amber", Undo2],
  completed: ["Done", "green", BadgeCheck],
  compensated: ["Taken back", "gray", Undo2],
  stuck: ["Needs a person", "red", TriangleAlert],
};

export const STEP_STATES = {
  waiting: ["Waits", "gray", CircleDashed],
  ready: ["Next", "gray", Clock],
  running: ["Running", "blue", LoaderCircle],
  done: ["Done", "green", BadgeCheck],
  failed: ["Failed", "red", CircleX],
  ambiguous: ["Needs a person", "red", CircleHelp],
  blocked: ["Waits for something", "amber", Hourglass],
  skipped: ["Skipped", "gray", Ban],
};

export const EVENTS = {
  started: "Started",
  claimed: "A worker began",
  done: "Done",
  failed: "Failed",
  retry: "Will be tried again",
  taken_back: "Its worker died; it goes on with another",
  blocked: "Waits",
  approved: "Approved",
  rejected: "Declined",
  event: "An event came",
  ambiguous: "Nobody can tell whether it happened",
  settled: "Somebody said what happened",
  stuck: "Needs a person",
  compensating: "Is being taken back",
  compensated: "Taken back",
  completed: "Done, all of it",
  cancel: "Cancelled",
  compensate: "Taken back by hand",
  pause: "Will pause",
  paused: "Paused",
  resumed: "Goes on",
  skipped: "Skipped",
  edited: "Given other parameters",
  retried: "Tried again by hand",
  handled: "Undone by hand",
  unknown_handler: "Waits for a newer worker",
};

// A run by what it needs first.
export const stateOf = ({ status, attention }) => (attention && status === "running" ? "stuck" : status);
