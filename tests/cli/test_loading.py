import gc

from coach.cli.loading import loading


def test_what_is_loaded_is_left_alone_and_garbage_is_looked_for_again_after_it():
    try:
        with loading():
            assert not gc.isenabled()
            made = []
            with loading():
                assert not gc.isenabled()
            assert not gc.isenabled(), "the outer one goes on"
            made.append(made)
        assert gc.isenabled()
        assert not any(made is item for item in gc.get_objects())
    finally:
        gc.unfreeze()
    assert any(made is item for item in gc.get_objects())
