"""What the text tells readers they will see when they move an exhibit, checked by moving it."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws import own_runs
from scalinglaws.coefficients import published
from scalinglaws.exhibits import (
    data_walls,
    ladder_of_generality,
    measure_it_yourself,
    scaling_laws,
    synthetic_data,
    test_time_compute,
)
from scalinglaws.exhibits.measure_it_yourself.fit_the_law import NOISE, made_up
from scalinglaws.fitting import fit_isoflop, fit_parametric
from scalinglaws.generality import logistic_reach, reach, success
from scalinglaws.measured import PAPER_HORIZONS
from scalinglaws.thinking import EXCHANGES


def at(exhibit, preset=""):
    """The readouts at one of an exhibit's presets, whose name begins so; the default's without one."""
    if not preset:
        return exhibit.evaluate()[0]
    (settings,) = [item.settings for item in exhibit.presets if item.name.startswith(preset)]
    return exhibit.evaluate(**settings)[0]


def test_a_law_without_a_curve_says_why():
    """Kaplan's law is about predicting loss, on a text and a tokenizer of its own; the others only divide a budget."""
    exhibit = scaling_laws.which_model()
    (names,) = (menu.options for menu in exhibit.controls if menu.name == "law")
    found = {name: exhibit.evaluate(law=i)[0] for i, name in enumerate(names)}
    assert [name for name in names if found[name]["elsewhere"]] == ["Kaplan 2020"]
    for values in found.values():
        assert values["predicts"] + values["elsewhere"] + values["divides"] == 1
    assert found["Chinchilla, approach 1"]["divides"]


def test_any_of_three_walls_can_come_first():
    exhibit = data_walls.first_wall()
    assert at(exhibit, "one campus of 1 GW")["is_power"]
    assert at(exhibit, "five billion dollars")["is_money"]
    assert at(exhibit)["is_text"]
    years = [at(exhibit)[f"{name}_year"] for name in ("text", "power", "money")]
    assert max(years) - min(years) < 4


def test_two_forecasts_are_two_settings():
    exhibit = data_walls.run_out()
    old, new = at(exhibit, "Villalobos et al., 2022"), at(exhibit, "Villalobos et al., 2024")
    assert int(old["median"]) == 2025
    assert int(new["median"]) == 2028
    assert exhibit.evaluate(growth=1.5)[0]["median"] > new["median"] + 3
    assert 1 < at(exhibit, "2024, the whole web")["median"] - new["median"] < 3


def test_the_unit_decides_who_has_taken_in_more():
    exhibit = data_walls.child()
    assert at(exhibit)["ratio"] > 1e5
    assert at(exhibit, "LeCun 2024")["inverse"] > 10
    assert 0.4 < at(exhibit, "LeCun 2025")["ratio"] < 2.5


def test_no_setting_in_the_range_makes_youtube_a_second_internet():
    exhibit = data_walls.wells()
    assert at(exhibit, "the least")["ratio"] == pytest.approx(0.01)
    assert at(exhibit, "the most")["ratio"] == pytest.approx(1.0)


def test_repeats_are_hardly_pinned_beyond_four_epochs():
    exhibit = data_walls.epochs()
    published, other = at(exhibit, "Muennighoff et al.: worth nothing"), at(exhibit, "As good a fit")
    assert other["worth"] > 2 * published["worth"]
    four = [exhibit.evaluate(k=4, R_D=R)[0]["share"] for R in (13, 100)]
    assert four[1] - four[0] < 0.1


def test_the_same_chance_at_one_try_is_not_the_same_at_a_hundred():
    exhibit = test_time_compute.ask_again()
    one, many = at(exhibit, "one kind"), at(exhibit, "many kinds")
    assert one["one"] == pytest.approx(many["one"]) == pytest.approx(0.01)
    assert one["coverage"] > 2 * many["coverage"]


def test_the_mixture_is_right_at_one_try_and_the_power_law_is_not():
    exhibit = test_time_compute.ask_again()
    for model in range(7):
        found = exhibit.evaluate(model=model)[0]
        assert found["one"] == pytest.approx(found["seen"], rel=0.03)
        assert found["law_one"] < found["seen"] * 2 / 3


def test_a_vote_stays_a_scorer_falls_back_and_a_verifier_ends_where_its_errors_say():
    exhibit = test_time_compute.choosing()
    values, tables = exhibit.evaluate()
    assert values["vote_few"] == pytest.approx(values["vote_most"], abs=0.03)
    scores = tables["drawn"]["scored"]
    assert max(scores) > scores[0] + 0.1
    assert max(scores) > scores[-1] + 0.05
    assert [round(exhibit.evaluate(passes=f)[0]["most"], 2) for f in (0.001, 0.01, 0.25)] == [0.91, 0.74, 0.28]
    assert 2 < at(exhibit, "one in four")["most"] / tables["live"]["seen"][0] < 2.5


def test_the_best_number_of_tries_is_three_two_and_one():
    exhibit = test_time_compute.best_tries()
    assert [at(exhibit, f"Stroebl et al.: a wrong answer costs {price}")["best"] for price in ("0.7", "1", "2")] == [
        3,
        2,
        1,
    ]
    level, falling = (exhibit.evaluate(price=price)[1]["tries"]["reward"] for price in (0.7, 2.0))
    assert max(level) - level[-1] < 0.01
    assert max(falling) - falling[-1] > 0.15


def test_at_a_hundred_variables_solving_takes_hours_and_checking_a_few_hundred_looks():
    exhibit = test_time_compute.checking()
    formula = exhibit.evaluate(size=100, kind=1)[0]
    assert formula["solving"] > 3600 * 1e9
    assert formula["checking"] < 500
    added = exhibit.evaluate(size=100, kind=2)[0]
    assert added["solving"] == added["checking"] == 100


def test_the_point_slides_down_its_line_to_the_floor():
    exhibit = test_time_compute.hex_exchange()
    needs = [exhibit.evaluate(C=C)[0]["need"] for C in (1e14, 1e15, 1e16)]
    assert needs[0] / needs[1] == pytest.approx(needs[1] / needs[2]) == pytest.approx(10**1.2)
    assert at(exhibit, "perfect play, almost without search")["nodes"] == 2
    assert exhibit.evaluate(C=1e17, elo=-500)[0]["plain"]


def test_little_use_leaves_room_to_think():
    exhibit = test_time_compute.small_thinks()
    often, seldom = at(exhibit, "Snell et al.: R = 22"), at(exhibit, "Snell et al.: R = 0.16")
    assert seldom["longer"] > 16 * often["longer"]


def test_thinking_keeps_its_share_whatever_the_number_of_questions():
    exhibit = test_time_compute.train_or_think()
    for queries in (1e6, 1e8, 1e10):
        found = exhibit.evaluate(queries=queries)[0]
        assert found["free"]
        assert found["ratio"] == pytest.approx(1 / 1.2)
    assert at(exhibit, "a chat service")["none"]
    assert at(exhibit, "one question")["full"]
    # the last of the exchanges is at its end, where the share is another
    last = exhibit.evaluate(exchange="scaling")[0]
    assert last["full"]
    assert last["ratio"] == pytest.approx(0.79, abs=0.005)
    assert 1 / EXCHANGES["scaling"].slope == pytest.approx(1.71, abs=0.005)


def test_two_points_do_not_tell_two_curves_apart():
    exhibit = test_time_compute.o3_bill()
    assert exhibit.evaluate(score=0.875)[0]["apart"] == pytest.approx(1)
    assert 40 < at(exhibit)["apart"] < 50
    assert 1.8e6 < at(exhibit, "99 in 100")["apart"] < 2.2e6


def test_a_recipe_may_lead_and_lose():
    exhibit = test_time_compute.rl_ceiling()
    assert at(exhibit)["trap"]
    later = exhibit.evaluate(C=1e5)[0]
    assert later["yours"] < later["theirs"]


def test_a_flat_distribution_comes_to_its_end_and_a_steep_one_does_not():
    exhibit = data_walls.long_tail()
    flat = [exhibit.evaluate(beta=1.1, T=T)[0]["slope"] for T in (100, 1e4, 1e7)]
    assert flat[0] < 0.15 < 0.25 < flat[1] + 0.1 < 0.8 < flat[2]
    steep = [exhibit.evaluate(beta=2.5, T=T)[0]["slope"] for T in (100, 1e4, 1e7)]
    assert steep == pytest.approx([0.6] * 3, abs=0.01)


def test_the_other_pair_makes_the_model_give_way():
    exhibit = data_walls.fixed_library()
    published, other = at(exhibit, "Muennighoff et al.'s example"), at(exhibit, "as good a fit")
    assert other["N"] < 0.6 * published["N"]
    assert other["epochs"] > 1.5 * published["epochs"]


def test_a_week_of_checking_makes_the_last_rung_worth_little():
    exhibit = ladder_of_generality.ladder()
    assert at(exhibit)["saved"] > 30
    checked = at(exhibit, "the same, with a week")
    assert checked["bare"] == pytest.approx(40)
    assert checked["saved"] < 1.11
    assert at(exhibit, "a car that drives")["saved"] < 1.001
    assert exhibit.evaluate(rung=7)[0]["unknown"]


def test_length_moves_the_curve_and_makes_no_jump():
    exhibit = ladder_of_generality.mirage()
    short, long = exhibit.evaluate(m=1)[0], exhibit.evaluate(m=200)[0]
    assert short["climb"] == pytest.approx(long["climb"])
    assert long["half"] / short["half"] == pytest.approx(200**2)
    few, many = exhibit.evaluate(n=30), exhibit.evaluate(n=1e5)
    assert many[0]["first"] < few[0]["first"]
    assert sum(many[1]["tested"]["zero"]) < sum(few[1]["tested"]["zero"])


def test_overlap_rises_where_exact_match_is_a_row_of_zeros():
    exhibit = ladder_of_generality.two_metrics()
    here = at(exhibit)
    assert here["zeros"] == here["count"] == 4
    assert here["rise"] > 15
    scores = exhibit.evaluate()[1]["scores"]
    real = {name: (C, bleu) for name, C, bleu in zip(scores["name"], scores["C"], scores["bleu"], strict=True)}
    assert 1.7 < real["OPT 66B"][0] / real["LLaMA 7B"][0] < 2
    assert real["LLaMA 7B"][1] > 5 * real["OPT 66B"][1]


def test_a_smooth_average_says_nothing_of_its_parts():
    exhibit = ladder_of_generality.saturated()
    before, after = (exhibit.evaluate(**dict(preset.settings))[1]["now"] for preset in exhibit.presets[:2])
    assert [round(value, 2) for value in before["mastery"]][3:] == [0.18, 0.0, 0.0]
    assert [round(value, 2) for value in after["mastery"]][3:] == [1.0, 0.4, 0.0]
    six, many = (at(exhibit, f"abrupt, and {which}") for which in ("the six", "very many"))
    assert six["most"] == pytest.approx(many["most"])

    def bends(counted):
        share = exhibit.evaluate(gradual=0.02, counted=counted)[1]["total"]["share"]
        return np.abs(np.diff(share[10:70], 2)).max()

    assert bends(2) < 0.001 < 0.05 < bends(0)


def test_no_beginning_says_that_a_second_curve_will_begin():
    exhibit = ladder_of_generality.plateau()
    for preset in exhibit.presets[:3]:
        assert preset.settings["show"] == 0
        assert exhibit.evaluate(**dict(preset.settings))[0]["waiting"]
    D = exhibit.evaluate(curve=3, seen=3)
    assert D[0]["second"]
    assert max(D[1]["rest"]["y"]) > 50 * D[0]["ceiling"]
    assert D[0]["high"] < 2 * D[0]["ceiling"]
    factors = [exhibit.evaluate(seen=share)[0]["factor"] for share in range(7)]
    assert factors == sorted(factors, reverse=True)


def test_no_size_of_a_puzzle_is_counted_twice():
    exhibit = test_time_compute.checking()
    for kind in range(3):
        sizes = np.array(exhibit.evaluate(kind=kind)[1]["counted"]["unknowns"])
        assert np.all(np.diff(sizes[np.isfinite(sizes)]) > 0)


def test_growth_of_aircraft_had_slowed_and_that_of_clocks_had_not():
    exhibit = ladder_of_generality.clocks()
    assert 20 < at(exhibit, "clocks, as seen in 2004")["overshoot"] < 40
    assert at(exhibit, "clocks, from 1985")["overshoot"] > 80
    assert at(exhibit, "aircraft, as seen in 1928")["rate"] == pytest.approx(0.097, abs=0.001)
    assert at(exhibit, "aircraft, as seen in 1965")["overshoot"] == pytest.approx(27, abs=0.5)
    assert exhibit.evaluate(history=1, start=1928, until=1966)[0]["rate"] == pytest.approx(0.051, abs=0.001)


def test_twins_part_too_late_to_be_a_warning():
    exhibit = ladder_of_generality.breaks()
    here = at(exhibit)
    assert here["untold"]
    assert here["apart"] < 1e-7
    assert here["two"] > 1.5 * here["one"]
    assert here["straight"] > 3 * here["one"]
    assert 530 < here["when"] < 550
    assert at(exhibit, "the same, measured perfectly")["told"]
    for change in (0.5, 1, 10, 20):
        assert exhibit.evaluate(change=change)[0]["apart"] < 1e-6


def test_a_falling_risk_trades_one_end_for_the_other():
    exhibit = ladder_of_generality.long_task()
    falling, even = at(exhibit, "GPT-5, as Weibull"), at(exhibit, "GPT-5, with the same risk")
    assert falling["reached"] < even["reached"] / 10
    assert falling["done"] > 2 * even["done"]
    assert (falling["wait"], even["wait"]) == pytest.approx((7.0, 4.6), abs=0.05)
    assert exhibit.evaluate(doubling=12 * 89 / 365.25)[0]["wait"] == pytest.approx(2.9, abs=0.05)


def test_the_safe_end_of_a_horizon_depends_on_the_curve():
    half, at_80 = PAPER_HORIZONS
    assert 60 * reach(0.99, 137, 0.6) == pytest.approx(7, abs=0.5)
    assert 60 * logistic_reach(0.99, 137, 137 * at_80 / half) == pytest.approx(88, abs=0.5)
    assert success(4, half, 0.6) == pytest.approx(0.87, abs=0.005)


def test_small_models_that_learn_from_each_other_decline_in_the_order_of_the_laws_and_blur():
    exhibit = synthetic_data.own_generations()
    ways = ("replace", "tenth", "accumulate")
    for g in range(1, 9):
        found = exhibit.evaluate(generation=g)[0]
        assert found["first"] < found["accumulate"] < found["tenth"] < found["replace"]
    loss, own = (exhibit.evaluate(measure=measure)[1]["lines"] for measure in (0, 1))
    for way in ways:
        steps = np.diff(loss[way])
        assert steps[0] > 3 * steps[-1], "The rise slows down: no straight line."
        assert own[way][-1] > own[way][1] > own[way][0] > loss[way][0], "Stranger, not narrower."
    risen = {way: loss[way][-1] - loss[way][0] for way in ways}
    assert risen["accumulate"] < risen["tenth"] - 0.1


# ---- the laboratory ----


def test_our_exponent_lies_between_hoffmanns_and_kaplans_and_counting_without_embeddings_raises_it():
    exhibit = measure_it_yourself.our_valleys()
    found = {(count, sizes): exhibit.evaluate(count=count, sizes=sizes)[0]["a"] for count in (0, 1) for sizes in (0, 1)}
    assert at(exhibit)["hoffmann"] + 0.05 < found[0, 1] < found[0, 0] < at(exhibit)["kaplan"] - 0.05
    for sizes in (0, 1):
        assert found[1, sizes] > found[0, sizes] + 0.1
    runs = own_runs.isoflop()
    four = runs.C > runs.C.min()
    raised = fit_isoflop(runs.C[four], runs.inner[four], runs.loss[four]).allocation.a
    assert found[1, 0] > raised + 0.05 > found[0, 0] + 0.1
    assert exhibit.evaluate(C=1e14)[0]["above"]
    assert exhibit.evaluate(C=1e10)[0]["below"]
    assert not at(exhibit)["above"]


def test_the_drawn_parabolas_have_their_bottoms_at_the_marks_and_one_has_none_among_its_sizes():
    exhibit, runs = measure_it_yourself.our_valleys(), own_runs.isoflop()
    found, tables = exhibit.evaluate()
    curve, bottoms = tables["curves"], tables["bottoms"]
    lowest = [min(loss for loss, b in zip(curve["loss"], curve["budget"], strict=True) if b == i) for i in range(5)]
    assert lowest[1:] == pytest.approx(bottoms["loss"][1:], abs=0.01)
    assert (found["bottoms"], found["budgets"], found["partly"]) == (4, 5, True)
    assert np.isnan(bottoms["N"]).tolist() == [True, False, False, False, False]
    # the lowest of the eight has a worse one on either side all the same
    least = runs.C == runs.C.min()
    assert runs.N.min() < runs.N[least][np.argmin(runs.loss[least])]
    assert all(
        runs.N[runs.C == C].min() < N < runs.N[runs.C == C].max()
        for C, N in zip(bottoms["C"][1:], bottoms["N"][1:], strict=True)
    )
    assert not exhibit.evaluate(count=1)[0]["partly"]
    without = [fit_isoflop(*(v[runs.C != C] for v in (runs.C, runs.N, runs.loss))).allocation.a for C in bottoms["C"]]
    assert 0.05 < max(without) - min(without) < 0.1


def test_our_fit_walks_out_of_its_interval_and_that_of_a_known_law_stays():
    exhibit = measure_it_yourself.fit_the_law()
    first, last = (exhibit.evaluate(k=k)[0] for k in (0, 8))
    assert first["a_high"] < last["a"]
    assert first["wanders"]
    assert last["floor"] > 2 * first["floor"]
    assert first["rms"] > 4 * NOISE
    for k in range(9):
        for delta in range(3):
            made = exhibit.evaluate(text=2, k=k, delta=delta)[0]
            assert made["holds"]
            assert made["stays"]
            assert made["rms"] == pytest.approx(NOISE, rel=0.2)


def test_two_approaches_disagree_on_our_runs_until_the_short_ones_are_out():
    runs = own_runs.isoflop()

    def both(kept):
        C, N, D, loss = (values[kept] for values in (runs.C, runs.N, runs.D, runs.loss))
        return fit_isoflop(C, N, loss).allocation.a, fit_parametric(N, D, loss).law.a

    second, third = both(runs.D > 0)
    assert second - third > 0.2
    kept = runs.D >= 500 * 2048
    late = both(kept)
    assert late == pytest.approx((0.6, 0.6), abs=0.05)
    assert late[1] - third > 5 * (second - late[0]) > 0
    smallest = kept & (runs.C == runs.C.min())
    assert (kept.sum(), smallest.sum()) == (23, 2)
    assert runs.C.min() not in fit_isoflop(*(values[kept] for values in (runs.C, runs.N, runs.loss))).C


def test_at_one_size_the_loss_falls_slowly_then_fast_then_slowly():
    runs = own_runs.isoflop()
    one = runs.N == 73_968
    fall = -np.diff(np.log(runs.loss[one])) / np.diff(np.log(runs.D[one]))
    assert fall.size == 4
    assert fall[0] < fall[1] > fall[2] > fall[3]


def test_along_the_four_larger_budgets_runs_lie_above_the_law_then_below_then_above():
    runs = own_runs.isoflop()
    fit = fit_parametric(runs.N, runs.D, runs.loss)
    for signs in np.sign(fit.residuals.reshape(5, 8))[1:]:
        assert signs[0] == signs[-1] == -1
        assert np.sum(signs[1:] != signs[:-1]) == 2
    made = fit_parametric(*made_up())
    signs = np.sign(made.residuals.reshape(-1, 8))
    assert np.mean(signs[:, 1:] != signs[:, :-1]) > 0.4


def test_what_the_text_says_of_rates_readings_and_operations():
    runs, rates, table = own_runs.isoflop(), own_runs.columns("rates"), own_runs.columns("isoflop")
    best = {}
    for N in np.unique(rates["N"]):
        mine = rates["N"] == N
        best[N] = rates["rate"][mine][np.argmin(rates["loss"][mine])]
    small, middle, large = best.values()
    assert small == rates["rate"].max()
    assert large == rates["rate"].min()
    assert small > middle > large
    again = table["epochs"] > 1
    assert (runs.C[again] == runs.C.max()).all()
    assert again.sum() == 2
    counted = runs.flop / (6 * runs.N * runs.D)
    assert counted.min() > 1
    assert runs.N[np.argmin(counted)] == runs.N.max()


def test_the_rule_follows_the_small_library_to_its_lowest_loss_and_not_beyond():
    exhibit = data_walls.small_library()
    found = [exhibit.evaluate(size=size, k=64, R_D=published("muennighoff2023-repetition").R_D)[0] for size in (0, 1)]
    assert [values["best"] for values in found] == [32, 16]
    assert max(values["miss"] for values in found) < 0.03
    best = [item.settings["R_D"] for item in exhibit.presets if item.name.startswith("R* that fits best")]
    assert 12 < min(best) <= max(best) < 18
    assert 0 < found[0]["same"] - exhibit.evaluate(size=0, k=32)[0]["same"] < 0.05
    larger = {k: exhibit.evaluate(size=1, k=k)[0] for k in (1, 4, 16, 32, 64)}
    assert larger[64]["same"] > larger[1]["same"] + 0.5
    assert larger[64]["harmed"]
    assert larger[32]["worth"] == pytest.approx(larger[4]["worth"], abs=0.2)
    assert larger[32]["worth"] < larger[16]["worth"]
    for R_D in (0.5, 5, 15, 50, 200):
        rule = exhibit.evaluate(size=1, R_D=R_D)[1]["rule"]["said"]
        assert np.all(np.diff(rule) <= 1e-12), "By the rule a loss cannot rise."


def test_a_thousand_tries_end_every_line_and_no_chooser_finds_a_third_of_the_endings():
    exhibit = test_time_compute.half_lines()
    found = {k: exhibit.evaluate(k=k)[0] for k in (1, 3, 10, 100, 1000)}
    assert found[1000]["found"] == 1
    assert 0.3 < 1 - found[1000]["likely"] < 0.37
    assert abs(found[1000]["likely"] - found[1000]["vote"]) < 0.03
    assert found[1000]["likely"] - found[100]["likely"] < 0.02
    assert found[3]["vote"] - found[1]["vote"] < 0.02
    assert found[10]["likely"] > found[10]["vote"] + 0.1
    assert found[1]["said"] < found[1]["found"]
    assert 1 - found[100]["said"] > 2 * (1 - found[100]["found"])
    assert found[1]["error"] < 0.01


def test_generated_text_is_read_until_there_is_enough_and_not_at_all_below_its_break_even():
    exhibit = synthetic_data.exchange()
    values, tables = exhibit.evaluate()
    assert values["reads"]
    assert values["read"] < values["generated"]
    assert values["again"] == 1
    curve, needed = np.array(tables["curve"]["cost"]), values["needed"]
    assert np.all(np.diff(curve) < 1e-12)
    enough = np.array(tables["curve"]["generated"]) > values["read"]
    assert np.ptp(curve[enough]) < 1e-9
    assert values["closed"] == pytest.approx(1 - curve[-1], rel=1e-9)
    assert needed < values["repeat"]
    assert exhibit.evaluate(worth=needed - 0.01)[0]["unread"]
    assert exhibit.evaluate(worth=needed + 0.01)[0]["reads"]
    below = at(exhibit, "A little below the break-even")
    assert below["unread"]
    assert 0.95 * needed < below["worth"] < needed
