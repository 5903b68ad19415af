"""What pushes on the body from outside: plates assigned to feet, floor and seat, what is attached.

In: coordinates over time, and what plates measured. Out: loads on segments, supports with unknown forces, and the small
shift that makes a movement agree with its plates. Start reading at `plate_assignment.assign_feet`,
`ground.estimate_floor` and `dynamic_consistency.reconcile_with_plates`.
"""
