import AWS
import ExecutionSource
