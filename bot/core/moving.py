"""People in the middle of a dialog that has changed since: carried over, with their answers."""

from dataclasses import replace

from bot.core.dialog import House
from bot.core.session import NOTED, Frame, Session, Step


def settled(house: House, session: Session) -> Session:
    """The session as today's dialogs have it; a dialog that is gone closes with all upon it."""
    for index, frame in enumerate(session.frames):
        if frame.dialog not in house.dialogs:
            return _closed(session, index)
    if all(_stands(house, frame) for frame in session.frames):
        return session
    frames = tuple(_moved(house, session, frame) for frame in session.frames)
    trail = tuple(_renamed(house, session, step) for step in session.trail)
    return replace(session, frames=frames, trail=trail, ticked=())


def _stands(house: House, frame: Frame) -> bool:
    return frame.state in house.dialogs[frame.dialog].states


def _moved(house: House, session: Session, frame: Frame) -> Frame:
    dialog = house.dialogs[frame.dialog]
    called_from = frame.called_from
    if frame.caller is not None and called_from:
        called_from = house.dialogs[session.frames[frame.caller].dialog].place(called_from)
    return replace(frame, state=dialog.place(frame.state), called_from=called_from)


def _renamed(house: House, session: Session, step: Step) -> Step:
    moved = house.dialogs[session.frames[step.frame].dialog].moved
    return step if step.state == NOTED else replace(step, state=moved.get(step.state, step.state))


def _closed(session: Session, index: int) -> Session:
    """Back to what lay beneath frame `index`."""
    beneath = session.frames[index].caller
    frames = session.frames[:index]
    trail = tuple(step for step in session.trail if step.frame < index)
    if beneath is None:
        return Session(turn=session.turn + 1)
    return replace(session, frames=frames, trail=trail, here=beneath, aside=None, ticked=())
