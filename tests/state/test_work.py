"""A tab that looks at changes or runs hears that there is news, and asks over REST."""

from app.state.work import WorkState


async def test_tab_counts_news_of_plans_and_of_runs(processor, tab_of, editor):
    tab = tab_of(editor)
    await tab.open()
    await tab.fire(WorkState.open_page)

    for _ in range(2):
        await tab.fire(WorkState.plan_changed)
    for _ in range(3):
        await tab.fire(WorkState.told)
    await tab.fire(WorkState.run_changed)

    shown = tab.see("work_state")
    assert (shown["plan_news"], shown["run_news"], shown["told_news"]) == (2, 1, 3)
