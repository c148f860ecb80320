"""Log files of the children do not grow without end."""

from pathlib import Path

from app.supervisor import logs


def test_only_a_large_log_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("x" * 11)
    (tmp_path / "sandbox.log").write_text("x" * 10)

    cut = logs.shorten(tmp_path, largest_bytes=10)

    assert cut == [tmp_path / "web.log"]
    assert (tmp_path / "web.log").read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "x" * 11
    assert (tmp_path / "sandbox.log").read_text() == "x" * 10


def test_child_goes_on_writing_at_the_beginning_of_a_cut_log(tmp_path: Path) -> None:
    with (tmp_path / "web.log").open("a") as child:
        child.write("x" * 11)
        child.flush()
        logs.shorten(tmp_path, largest_bytes=10)
        child.write("after")

    assert (tmp_path / "web.log").read_text() == "after"
