"""The self-play loop: its two players, its fit, and the cached table that the book shows."""

from __future__ import annotations

from importlib.resources import files
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scalinglaws.hex_game import ERRORS, NEIGHBOURS, RIGHT, Judge, board, perfect
from scalinglaws.self_play import WHO, cached, curve, distil, run, self_play
from scalinglaws.tree_search import Policy, Settings, playout, search

from tests.test_hex_game import some_positions


def random_policy(size: int = 4, seed: int = 1) -> Policy:
    weights = np.random.default_rng(seed).normal(size=Policy.untrained(size).weights.size)
    return Policy(size, weights)


# ---- System 1 ----


@pytest.mark.parametrize("size", [2, 3, 4])
def test_the_untrained_policy_plays_every_move_alike(size):
    mine, theirs = some_positions(size)
    legal = board(size).legal(mine, theirs)
    shares = Policy.untrained(size).shares(mine, theirs)
    assert np.allclose(shares, legal / legal.sum(axis=1, keepdims=True), rtol=1e-12)


def test_shares_are_a_softmax_of_one_weight_for_each_empty_cell():
    policy = random_policy()
    mine, theirs = some_positions(4)
    legal, odds = board(4).legal(mine, theirs), np.exp(policy.weights[policy.patterns(mine, theirs)])
    wanted = odds * legal / (odds * legal).sum(axis=1, keepdims=True)
    assert np.allclose(policy.shares(mine, theirs), wanted, rtol=1e-6)


@pytest.mark.parametrize("size", [2, 4])
def test_half_a_turn_turns_the_policy(size):
    policy = random_policy(size)
    mine, theirs = some_positions(size)
    turned = [sum((mask >> cell & 1) << (size**2 - 1 - cell) for cell in range(size**2)) for mask in (mine, theirs)]
    assert np.array_equal(policy.preferences(mine, theirs)[:, ::-1], policy.preferences(*turned))


@settings(max_examples=60)
@given(st.integers(0, 15), st.integers(0, 15), st.integers(0, 299))
def test_a_cell_sees_its_six_neighbours_and_no_more(cell, other, case):
    mine, theirs = some_positions(4)
    mine, theirs = mine[[case % len(mine)]], theirs[[case % len(mine)]]
    policy, bit = Policy.untrained(), 1 << other
    before = policy.patterns(mine & ~bit, theirs & ~bit)[0, cell]
    after = policy.patterns(mine | bit, theirs & ~bit)[0, cell]
    step = (other // 4 - cell // 4, other % 4 - cell % 4)
    assert (before != after) == (step in NEIGHBOURS)


def test_patterns_are_one_number_for_each_place_and_neighbourhood():
    policy = Policy.untrained()
    mine, theirs = board(4).positions(6)
    patterns = policy.patterns(mine[::37], theirs[::37])
    assert patterns.min() >= 0
    assert patterns.max() < len(policy.weights) == 8 * 729
    assert np.array_equal(patterns // 729, np.broadcast_to([*range(8), *range(7, -1, -1)], patterns.shape))


# ---- System 2 ----


def test_search_finds_a_win_in_one_move():
    on, exact = board(4), perfect(4)
    mine, theirs = some_positions(4, count=2000)
    won_at_once = np.stack(
        [on.legal(mine, theirs)[:, cell] & on.joined[mine | 1 << cell] for cell in range(16)], axis=1
    )
    forced = (exact.winning_moves(mine, theirs).sum(axis=1) == 1) & (won_at_once.sum(axis=1) == 1)
    assert forced.sum() > 50
    shares = search(Policy.untrained(), RIGHT, mine[forced], theirs[forced], Settings(), np.random.default_rng(1))
    assert np.array_equal(np.argmax(shares, axis=1), np.argmax(won_at_once[forced], axis=1))


def test_enough_search_is_nearly_perfect_on_the_small_board():
    exact, long = perfect(3), Settings(size=3, simulations=300)
    openings, rng = exact.openings(100, np.random.default_rng(2)), np.random.default_rng(3)
    score = exact.match(lambda *at: search(Policy.untrained(3), RIGHT, *at, long, rng), *openings, rng)
    assert score.won >= 95


def test_search_shares_its_simulations_among_legal_moves():
    mine, theirs = some_positions(4)
    shares = search(random_policy(), Judge("fresh", 0.3), mine, theirs, Settings(), np.random.default_rng(4), 0.25)
    assert np.allclose(shares.sum(axis=1), 1, rtol=1e-12)
    assert np.array_equal(shares * 32, np.round(shares * 32))
    assert not shares[~board(4).legal(mine, theirs)].any()


def test_search_that_believes_the_opposite_plays_to_lose():
    """With a judge that is always wrong, the move that wins at once is the least wanted."""
    mine, theirs = np.array([0b0000_0010_0010_0010]), np.array([0b0001_0101_0000_1000])
    rng = np.random.default_rng(5)
    right = search(Policy.untrained(), RIGHT, mine, theirs, Settings(), rng)
    wrong = search(Policy.untrained(), Judge("fixed", 1.0), mine, theirs, Settings(), rng)
    assert np.argmax(right) == 13
    assert wrong[0, 13] < 0.05


def test_playouts_end_with_the_winner():
    over = np.array([0b0111_0000]), np.array([0b1111])  # the other player has just filled the first row
    assert playout(random_policy(), RIGHT, *over, np.random.default_rng(6)) == -1
    mine, theirs = some_positions(4)
    right = playout(random_policy(), Judge("fixed", 0.0), mine, theirs, np.random.default_rng(7))
    assert set(right) == {-1.0, 1.0}
    assert np.array_equal(-right, playout(random_policy(), Judge("fixed", 1.0), mine, theirs, np.random.default_rng(7)))


# ---- distillation ----


def cross_entropy(policy, examples):
    mine, theirs, shares = examples
    return -(shares * np.log(np.where(shares > 0, policy.shares(mine, theirs), 1))).sum(axis=1).mean()


def test_distillation_lowers_cross_entropy_to_the_bottom():
    plan = Settings(games=30)
    seen = self_play(Policy.untrained(), RIGHT, plan, np.random.default_rng(8))
    taught = distil(Policy.untrained(), seen, plan)
    assert cross_entropy(taught, seen) < cross_entropy(Policy.untrained(), seen) - 0.03
    mine, theirs, shares = seen
    off = (taught.shares(mine, theirs) - shares)[legal := board(4).legal(mine, theirs)]
    slope = np.bincount(taught.patterns(mine, theirs)[legal], off, len(taught.weights)) + taught.weights
    assert np.abs(slope).max() < 0.05


def test_a_lesson_is_for_both_colours_and_both_ends_of_the_board():
    """One position, one wanted move: the policy comes to want it, and its image under half a turn."""
    mine, theirs = np.array([1 << 4]), np.array([1 << 9])
    wanted = np.eye(16)[[5]]
    taught = distil(Policy.untrained(), (mine, theirs, wanted), Settings(decay=0.01))
    assert np.argmax(taught.shares(mine, theirs)) == 5
    assert np.argmax(taught.shares(np.array([1 << 11]), np.array([1 << 6]))) == 10


# ---- the cached table ----


def lines() -> list[str]:
    return (files("scalinglaws") / "data" / "self_play.csv").read_text(encoding="utf-8").splitlines()


def shares(who="policy", errors="fresh", f=0.0, played=50):
    return np.array([point.win_share for point in curve(who, errors, f, played)])


def test_the_table_says_how_it_was_made():
    head = " ".join(line for line in lines() if line.startswith("#"))
    for word in (repr(Settings()), "python -m tools.self_play", "NumPy", "Python", "scalinglaws", "seeds 0 to"):
        assert word in head
    assert len(lines()) < 1200


def test_the_table_is_complete_and_its_shares_are_its_counts():
    points = cached()
    assert len({point[:5] for point in points}) == len(points)
    rows = [line for line in lines() if not line.startswith("#")][1:]
    for point, row in zip(points, rows, strict=True):
        assert len(point.won) == 4
        assert point.games == Settings().openings
        assert f",{point.win_share:.4f},{point.standard_error:.4f},{point.games}," in row
        assert point.standard_error >= (point.win_share * (1 - point.win_share) / 2000) ** 0.5 * 0.999
        assert 0 <= point.blunder_share <= 1 - point.win_share
    for errors in ERRORS:
        for f in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5):
            for who in WHO:
                assert [point.generation for point in curve(who, errors, f)] == list(range(13))
    assert [point.generation for point in curve("policy", "alike", 0.4, played=500)] == list(range(13))


def test_a_right_judge_is_the_same_whatever_its_errors():
    assert curve("misled search", "alike", 0.0) == curve("search", "fresh", 0.0)


@pytest.mark.parametrize(
    ("judge", "seed"), [(RIGHT, 0), (RIGHT, 1), (Judge("fixed", 0.2, 0), 0), (Judge("alike", 0.4, 1), 1)]
)
def test_the_first_generations_play_out_again_to_the_game(judge, seed):
    """Exactly: sums run in a fixed order, and what depends on the machine's last digit is rounded away."""
    who = 3 if judge.f else 2
    for generation, name, score in islice(run(judge=judge, seed=seed), 2 * who):
        assert score.won == curve(name, judge.errors, judge.f)[generation].won[seed]


def random_endings(games: int) -> tuple[np.ndarray, np.ndarray]:
    """The final positions of games played at random."""
    on, rng, ends = board(4), np.random.default_rng(9), []
    mine, theirs = np.zeros(games, dtype=int), np.zeros(games, dtype=int)
    while len(mine):
        over = on.lost(mine, theirs)
        ends.append((mine[over], theirs[over]))
        mine, theirs = mine[~over], theirs[~over]
        mine, theirs = on.play(mine, theirs, np.argmax(on.legal(mine, theirs) * rng.random((len(mine), 16)), axis=1))
    return tuple(np.concatenate(parts) for parts in zip(*ends, strict=True))


@pytest.mark.parametrize(
    ("f", "alike"), [(0.05, 0.08), (0.1, 0.14), (0.2, 0.24), (0.3, 0.33), (0.4, 0.39), (0.5, 0.51)]
)
def test_how_often_the_judges_of_the_table_err(f, alike):
    ends, rng = random_endings(20_000), np.random.default_rng(10)
    for errors, wanted in (("fresh", f), ("fixed", f), ("alike", alike)):
        wrong = [np.mean(Judge(errors, f, seed).right(4, *ends, rng) < 0) for seed in range(4)]
        assert np.mean(wrong) == pytest.approx(wanted, abs=0.008)


def test_search_is_worth_most_at_the_start_and_something_to_the_end():
    policy, searched = shares(), shares("search")
    assert policy[0] < 0.03
    assert 0.4 < searched[0] < 0.6
    assert np.all(searched > policy + 0.05)


def test_the_fast_policy_passes_where_slow_search_began():
    policy, searched = shares(), shares("search")
    assert policy[-1] > searched[0] + 0.15
    assert searched[-1] > searched[0] + 0.25
    assert policy[-1] < 0.9
    blunders = [point.blunder_share for point in curve()]
    assert blunders[-1] < blunders[0] / 2


def winnable(policy: Policy, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Positions that can be won, met by the policy in games against the perfect player until it throws them away."""
    on, exact, seen = board(4), perfect(4), []
    mine, theirs = exact.openings(count, rng)
    while len(mine):
        seen.append((mine, theirs))
        mine, theirs = on.play(
            mine, theirs, np.argmax(policy.shares(mine, theirs) + 1e-9 * rng.random((len(mine), 16)), axis=1)
        )
        goes_on = ~(exact.wins(mine, theirs) | on.lost(mine, theirs))
        mine, theirs = mine[goes_on], theirs[goes_on]
        mine, theirs = on.play(mine, theirs, exact.best(mine, theirs, rng))
    return tuple(np.concatenate(parts) for parts in zip(*seen, strict=True))


def test_self_play_ends_below_what_its_policy_could_learn_from_a_perfect_player():
    """Fitted to perfect moves in positions that it meets itself, the same policy wins about 86%, and about 98% with the search.

    Self-play ends at 72% and 82%, with ten times the games at 77% and 90%.
    """
    exact, rng, policy = perfect(4), np.random.default_rng(11), Policy.untrained()
    met = [np.empty(0, dtype=int)] * 2
    for count in (10_000, 5_000, 5_000, 5_000):
        met = [np.concatenate(pair) for pair in zip(met, winnable(policy, count, rng), strict=True)]
        wanted = policy.shares(*met) * exact.winning_moves(*met)
        policy = distil(policy, (*met, wanted / wanted.sum(axis=1, keepdims=True)), Settings())
    many, some = (exact.openings(games, np.random.default_rng(12)) for games in (3000, 500))
    alone = exact.match(policy.shares, *many, rng).won / 3000
    thinking = exact.match(lambda *at: search(policy, RIGHT, *at, Settings(), rng), *some, rng).won / 500
    assert (alone, thinking) == pytest.approx((0.86, 0.98), abs=0.02)
    assert alone > shares(played=500)[-1] + 0.05
    assert shares(played=500)[-1] > shares()[-1] + 0.02


@pytest.mark.parametrize("errors", ERRORS)
def test_the_worse_the_judge_the_lower_the_policy(errors):
    """In steps of at least 0.1 of f, within two standard errors of a difference."""
    last = [curve("policy", errors, f)[-1] for f in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)]
    for better, worse in pairwise(last):
        assert worse.win_share < better.win_share + 2 * np.hypot(better.standard_error, worse.standard_error)
    assert last[-1].win_share < last[0].win_share - 0.4


def test_a_judge_that_tosses_a_coin_teaches_nothing():
    """The policy stays under 6% (0.7 with a right judge), and helps a search by less than 3 standard errors."""
    assert shares(f=0.5).max() < 0.06
    first, last = curve("search", f=0.5)[0], curve("search", f=0.5)[-1]
    assert abs(last.win_share - first.win_share) < 3 * np.hypot(first.standard_error, last.standard_error)


def test_errors_that_are_shared_harm_most_and_more_games_do_not_cure_them():
    """Ten times the games make up for errors that differ from game to game, and hardly for those that are alike."""
    cured = {}
    for errors in ERRORS:
        few, many = (curve("policy", errors, 0.4, played)[-1] for played in (50, 500))
        cured[errors] = many.win_share - few.win_share
    assert cured["fresh"] > 0.15
    assert cured["alike"] < cured["fresh"] - 0.1
    for f in (0.2, 0.4):
        assert shares("policy", "alike", f, 500)[-1] < shares("policy", "fresh", f, 500)[-1] - 0.2


def test_the_student_outdoes_a_teacher_that_errs_at_random():
    """It has seen some thousands of noisy searches, and the noise differs in each."""
    assert shares("policy", "fresh", 0.4, 500)[-1] > shares("misled search", "fresh", 0.4, 500)[-1] + 0.3


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="size must be 2, 3 or 4"):
        Settings(size=5)
    with pytest.raises(ValueError, match="simulations must be a whole number, one or more; got 0"):
        Settings(simulations=0)
    with pytest.raises(ValueError, match="stones must be from 0 to 6"):
        Settings(stones=7)
    with pytest.raises(ValueError, match="uniform must be a probability from 0 to 1"):
        Settings(uniform=2)
    with pytest.raises(ValueError, match="weights must be 5832 finite numbers"):
        Policy(4, np.zeros(3))
    with pytest.raises(ValueError, match="already won"):
        search(
            Policy.untrained(2),
            RIGHT,
            np.array([1]),
            np.array([12 >> 1]),
            Settings(size=2, stones=2),
            np.random.default_rng(1),
        )
    with pytest.raises(ValueError, match="has won one of these games already"):
        playout(Policy.untrained(2), RIGHT, np.array([5]), np.array([2]), np.random.default_rng(1))
    with pytest.raises(ValueError, match="who must be one of"):
        curve("everyone")
    with pytest.raises(ValueError, match=r"what the table holds; got \(50, 0\.15\)"):
        curve("policy", "fresh", 0.15)
